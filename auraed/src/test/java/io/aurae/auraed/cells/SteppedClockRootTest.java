// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static io.aurae.auraed.cells.TestNode.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an earlier daemon wrote down by a wall clock that was set before the next one came: nothing of what runs changes with that. */
@RequiresRoot
final class SteppedClockRootTest {
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    private static final Duration LONG = Duration.ofMinutes(10);

    @RegisterExtension
    final OneCell one = new OneCell();

    private static ExecutableSpec failing(String name, Duration pause) {
        RestartPolicy policy = new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0, pause, 1, pause, LONG);
        return with(shell(name, "exit 1"), Upkeep.STANDARD.with(policy));
    }

    private Path record(String executable) {
        return one.node().runtime.resolve("cells/web/executables/" + executable + "/executable.json");
    }

    /** As if the clock had been set by that much before this was written. */
    private void step(Path record, Duration by) throws IOException {
        String text = Files.readString(record);
        assertThat(text).containsPattern(INSTANT);
        Files.writeString(
                record,
                INSTANT.matcher(text)
                        .replaceAll(time -> Instant.parse(time.group()).plus(by).toString()));
    }

    @ParameterizedTest(name = "by {0} hours")
    @ValueSource(ints = {-30, 30})
    void orderAndBackOffStayAsTheyWere(int hours) throws IOException {
        Cell web = one.cell();
        web.start(shell("zero", "exec sleep 1000"));
        Executable waiting = web.start(failing("waiting", LONG));
        Executable soon = web.start(failing("soon", Duration.ofSeconds(1)));
        web.start(shell("after", "exec sleep 1000"));
        await().atMost(Duration.ofSeconds(60)).until(() -> waiting.state() instanceof BackOff);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(record("waiting")).contains("nextStart"));
        int restarts = soon.restarts().count();
        one.end();
        step(record("waiting"), Duration.ofHours(hours));
        step(record("soon"), Duration.ofHours(hours));
        step(record("after"), Duration.ofHours(-hours));

        one.begin();

        List<Executable> found = one.node().cells.get(name("web")).executables().list();
        assertThat(found)
                .extracting(executable -> executable.spec().name().text())
                .containsExactly("zero", "waiting", "soon", "after");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> find("soon").restarts().count() > restarts);
        assertThat(find("waiting").state()).isInstanceOf(BackOff.class);
        assertThat(find("waiting").restarts().count()).isZero();
        assertThat(find("zero").state()).isInstanceOf(Running.class);
    }

    private Executable find(String executable) {
        return one.node().cells.get(name("web")).executable(new ExecutableName(executable));
    }
}
