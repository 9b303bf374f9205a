// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An OCI runtime that fails or hangs when it makes a process (its `start` is never run): nothing of the executable is left, and the next start works. */
@RequiresRoot
final class FailingProgramsRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @ParameterizedTest(name = "crun {0}: {1}")
    @CsvSource({"create, exit 9, INTERNAL", "create, sleep 60, DEADLINE_EXCEEDED"})
    void aStartOfWhichOneStepFailsLeavesNothing(String step, String deed, FaultCode code) throws IOException {
        Path armed = leaks.directory().resolve("armed");
        Path crun = script("crun", """
                [ -e %s ] && for word; do [ "$word" = %s ] && { %s; }; done
                exec %s "$@"
                """.formatted(armed, step, deed, RuntimePrograms.find("crun")));
        RuntimePrograms found = RuntimePrograms.find();
        RuntimePrograms programs = new RuntimePrograms(crun, found.conmon(), found.nsenter(), found.unshare());
        try (TestNode node = TestNode.open(leaks, programs, Duration.ofSeconds(2))) {
            leaks.atEnd("free all", node::freeAll);
            Cell web = node.cells.allocate(cell("web"));
            Files.createFile(armed);

            assertThatThrownBy(() -> web.start(shell("main", "exec sleep 1000")))
                    .isInstanceOfSatisfying(
                            AuraeException.class,
                            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));

            assertThat(web.executables().list()).isEmpty();
            assertThat(node.runtime.resolve("cells/web/executables")).isEmptyDirectory();
            assertThat(node.runtime.resolve("exits")).isEmptyDirectory();
            assertThat(node.cgroups.open(node.cgroupRoot.child("web")).pids()).isEmpty();
            assertThat(node.cgroups.open(node.cgroupRoot.child("web/_main")).exists())
                    .isFalse();

            Files.delete(armed);
            Executable main = web.start(shell("main", "exec sleep 1000"));
            assertThat(main.awaitExit(Duration.ofMillis(300))).as("ended").isFalse();
            assertThat(main.state()).isInstanceOf(Running.class);
            node.cells.free(name("web"));
        }
    }

    private Path script(String name, String body) throws IOException {
        Path script = leaks.directory().resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + body);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
