// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.failpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.Project;
import io.aurae.e2e.Registry;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The walk over all failpoints. In `make test` the daemon dies at some of them only; with {@code -Daurae.soak=true} at every one.
 */
@RequiresRoot
class FailpointsIT {
    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LISTED = Pattern.compile("^\\| `([a-z][a-z.-]+)` \\|", Pattern.MULTILINE);
    private static final Map<String, String> TABLE = new TreeMap<>();
    private static FailableDaemon daemon;
    private static Walk walk;

    @BeforeAll
    static void learnTheLives() {
        Awaitility.setDefaultTimeout(PATIENCE);
        Registry registry = Registry.start(LEAKS);
        registry.push(
                "library/walk", new TestTar().file("etc/walk", "step by step").bytes());
        daemon = FailableDaemon.up(LEAKS, registry);
        LEAKS.atEnd("close the client", () -> daemon.node().close());
        walk = new Walk(daemon);
        walk.learn();
    }

    static List<String> points() throws IOException {
        return LISTED.matcher(Files.readString(Project.file("docs/reference/failpoints.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    static List<String> walked() throws IOException {
        return walk.inOrder(points());
    }

    static Stream<String> deadly() throws IOException {
        List<String> all = walked();
        return Boolean.getBoolean("aurae.soak")
                ? all.stream()
                : all.stream()
                        .filter(
                                point -> point.matches(
                                        "(cell|executable|pod|instance|image)\\.\\w+\\.answer|executable\\.restart\\.\\w+|network\\.add\\.plugin|(pod|instance)\\.stop\\.record"));
    }

    @Test
    void everyPointIsReached() throws IOException {
        assertThat(walk.points()).containsExactlyInAnyOrderElementsOf(points());
    }

    @ParameterizedTest
    @MethodSource("walked")
    void afterAFailureAllIsAsBeforeOrFinished(String point) {
        note(point, "fail", walk.disturb(point, "fail"));
    }

    @ParameterizedTest
    @MethodSource("deadly")
    void afterADeathAllIsAsBeforeOrFinished(String point) {
        note(point, "kill", walk.disturb(point, "kill"));
    }

    /** Somebody else is served meanwhile, and the call that was given up comes to its end. */
    @ParameterizedTest
    @MethodSource("walked")
    void aStepThatHangsKeepsNobodyElseAndIsFinishedWhenItGoesOn(String point) throws Exception {
        note(point, "hang", walk.hang(point));
    }

    @Test
    void whatIsDeliveredRefusesToSwitchPoints() {
        Path arguments = Project.program("auraed").resolveSibling("../lib/auraed.args");
        assertThat(arguments).content().contains("-Daurae.failpoints=off\n");
        Command.Result result = Command.of(
                        "env", "JDK_JAVA_OPTIONS=-Daurae.failpoints=on", "JAVA_TOOL_OPTIONS=-Daurae.failpoints=on")
                .with(Project.program("auraed")
                        .resolveSibling("../runtime/bin/java")
                        .toString())
                .with(
                        "-cp",
                        Project.program("auraed")
                                .resolveSibling("../lib/auraed.jar")
                                .toString())
                .with("-XshowSettings:properties", "@" + arguments, "--version")
                .run();
        assertThat(result.stderr() + result.stdout()).contains("aurae.failpoints = off");
    }

    private static void note(String point, String action, Walk.Outcome outcome) {
        String what = outcome.step().isEmpty() ? outcome.said() : outcome.step() + ": " + outcome.said();
        TABLE.merge(point, action + " in " + what, (old, more) -> old + "; " + more);
    }

    /** A life that was not as it should be ends here, so that the next point is tried on a clean node. */
    @RegisterExtension
    final TestExecutionExceptionHandler cleaner = (context, failure) -> {
        daemon.node().close();
        daemon.clear();
        daemon.node().freeAll();
        walk.forget();
        Life.removeWhatIsNotFreed(daemon.client());
        throw failure;
    };

    @AfterAll
    static void print() {
        walk.end();
        TABLE.forEach((point, results) ->
                System.out.printf("failpoint  %-32s as before or finished  (%s)%n", point, results));
    }
}
