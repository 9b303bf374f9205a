// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Duration;
import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.Project;
import io.aurae.e2e.Registry;
import io.aurae.e2e.Running;
import io.aurae.proto.cells.v0.CellServiceStartRequest;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.RestartPolicy;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventServiceListRequest;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon whose wall clock is set while it runs, and before the next one comes. The clock is that of the daemon's process alone. */
@RequiresRoot
class SteppedClockIT {
    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    private static Node node;
    private static Path clock;

    @BeforeAll
    static void beginWithAClockOfItsOwn() throws IOException {
        Awaitility.setDefaultTimeout(java.time.Duration.ofSeconds(60));
        clock = Files.writeString(LEAKS.directory().resolve("clock"), "0");
        node = Node.up(LEAKS, Registry.start(LEAKS), program(library()));
        LEAKS.atEnd("close the client", () -> node.close());
    }

    private static Path library() throws IOException {
        Path source = LEAKS.directory().resolve("clock.c");
        Path library = LEAKS.directory().resolve("clock.so");
        try (InputStream text = Objects.requireNonNull(SteppedClockIT.class.getResourceAsStream("clock.c"))) {
            Files.copy(text, source);
        }
        Command.of("cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())
                .orFail();
        return library;
    }

    private static Path program(Path library) throws IOException {
        Path home = Project.program("auraed").getParent().getParent();
        Path program = Files.writeString(LEAKS.directory().resolve("daemon"), """
                #!/bin/sh
                export AURAE_TEST_CLOCK=%2$s LD_PRELOAD=%3$s
                exec %1$s/runtime/bin/java -XX:AOTCache=%1$s/aot/auraed.aot -cp %1$s/lib/auraed.jar @%1$s/lib/auraed.args "$@"
                """.formatted(home, clock, library));
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void setTheClockRight() throws IOException {
        Files.writeString(clock, "0");
        node.freeAll();
    }

    private static void set(long seconds) throws IOException {
        Files.writeString(clock, Long.toString(seconds));
        await().until(() -> Math.abs(daemonsTime() - System.currentTimeMillis() / 1000 - seconds) < 20);
    }

    private static long daemonsTime() {
        node.library().allocate("probe");
        node.library().free("probe");
        return events().getLast().getAt().getSeconds();
    }

    private static List<Event> events() {
        return node.client()
                .events()
                .list(EventServiceListRequest.getDefaultInstance())
                .getEventsList();
    }

    private static void restarting(String name, int pauseMillis) {
        node.client()
                .cells()
                .start(CellServiceStartRequest.newBuilder()
                        .setCellName("jobs")
                        .setExecutable(Executable.newBuilder()
                                .setName(name)
                                .addAllArgs(List.of("/bin/sh", "-c", "exit 1"))
                                .setRestartPolicy(RestartPolicy.newBuilder()
                                        .setMode(RestartPolicy.Mode.MODE_ALWAYS)
                                        .setFactor(1)
                                        .setInitialDelay(Duration.newBuilder()
                                                .setSeconds(pauseMillis / 1000)
                                                .setNanos(pauseMillis % 1000 * 1_000_000))))
                        .build());
    }

    private static int restarts(String name) {
        return node.library().status("jobs", name).getRestartCount();
    }

    /** Backwards only as far as the certificates of the node are valid. */
    @ParameterizedTest(name = "by {0} seconds")
    @ValueSource(longs = {108_000, -45})
    void whatRunsTakesNoNoticeOfAClockThatIsSet(long seconds) throws IOException {
        node.library().allocate("jobs");
        KernelProcess first = node.library().start("jobs", "zero", "sleep", "600");
        restarting("quick", 500);
        restarting("slow", 600_000);
        await().until(() ->
                node.library().status("jobs", "slow").getState() == ExecutableState.EXECUTABLE_STATE_BACK_OFF);

        try (Running follower = node.aurae("events", "--follow").start()) {
            set(seconds);
            int before = restarts("quick");
            await().until(() -> restarts("quick") > before + 1);
            node.library().start("jobs", "after", "sleep", "600");
            await().until(() -> follower.stdout().contains("after"));

            node.killDaemon();
            set(0);
            int later = restarts("quick");
            await().until(() -> restarts("quick") > later + 1);
        }

        assertThat(restarts("slow")).isZero();
        assertThat(node.library().cells("jobs").getFirst().getExecutablesList())
                .extracting(status -> status.getExecutable().getName())
                .containsExactly("zero", "quick", "slow", "after");
        assertThat(node.library().status("jobs", "zero").getPid()).isEqualTo((int) first.pid());
        assertThat(events()).extracting(Event::getId).isSorted();
        node.aurae("ps", "--all").orFail();
        node.aurae("explain", "jobs").orFail();
        node.library().stop("jobs", "zero", 10);
        assertThat(first.isAlive()).isFalse();
        assertThat(node.aurae("system", "check").run().exitCode()).isZero();
    }
}
