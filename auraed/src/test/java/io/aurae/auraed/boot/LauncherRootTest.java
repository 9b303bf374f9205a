// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The launcher as PID 1 of an instance: a pid namespace of its own in the caller's mount namespace. */
@RequiresRoot
final class LauncherRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private TestDirectory directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = new TestDirectory(leaks.name());
    }

    @AfterEach
    void removeDirectory() throws IOException {
        directory.close();
    }

    @Test
    void theDaemonRunsOnlyWhileItIsCalled() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path(), "--idle", "100")) {
            assertThat(launcher.children()).isEmpty();
            assertThat(launcher.daemonLog()).isEmpty();
            for (int call = 1; call <= 3; call++) {
                assertThat(launcher.ask("pid")).isNotEqualTo("1");
                assertThat(launcher.daemonLog()).hasSize(call);
                await().until(() -> launcher.children().isEmpty());
            }
            assertThat(launcher.messages()).isEmpty();
        }
    }

    @Test
    void aDaemonThatDiedComesBackByItself() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path())) {
            launcher.ask("exit 1");
            await().until(() -> launcher.daemonLog().equals(List.of("started", "started")));
        }
    }

    @Test
    void aDaemonThatRefusesToStartComesBackWithTheNextConnection() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path())) {
            launcher.ask("exit 78");
            await().until(() -> launcher.messages().size() == 1);
            assertThat(launcher.children()).isEmpty();
            assertThat(launcher.ask("pid")).isNotEmpty();
            assertThat(launcher.daemonLog()).containsExactly("started", "started");
        }
    }

    @Test
    void procShowsTheInstancesProcessesInsideAndTheHostsOutside() throws Exception {
        String before = Files.readString(Path.of("/proc/self/mountinfo"));
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path())) {
            String pid = launcher.ask("pid");
            assertThat(launcher.ask("proc")).isEqualTo(pid);
            assertThat(Files.readSymbolicLink(Path.of("/proc/self")))
                    .hasToString(Long.toString(ProcessHandle.current().pid()));
            assertThat(procMounts(Files.readString(Path.of("/proc/self/mountinfo"))))
                    .isEqualTo(procMounts(before));
        }
    }

    @Test
    void aSharedMountMadeLaterAppearsInTheInstance() throws Exception {
        Path shared = Files.createDirectory(directory.path().resolve("shared"));
        run("mount", "-t", "tmpfs", "tmpfs", shared.toString());
        try {
            run("mount", "--make-shared", shared.toString());
            try (LauncherProcess launcher = LauncherProcess.startNested(directory.path())) {
                Path later = Files.createDirectory(shared.resolve("later"));
                run("mount", "-t", "tmpfs", "tmpfs", later.toString());
                Path mounts = Path.of("/proc", Long.toString(launcher.pid()), "mountinfo");
                assertThat(Files.readString(mounts)).contains(" " + later + " ");
                run("umount", later.toString());
                assertThat(Files.readString(mounts)).doesNotContain(" " + later + " ");
            }
        } finally {
            run("umount", "--recursive", shared.toString());
        }
    }

    @Test
    void orphansAreReaped() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path())) {
            launcher.ask("pid");
            for (int i = 0; i < 20; i++) {
                launcher.ask("orphan 500");
            }
            assertThat(launcher.children()).hasSizeGreaterThan(1);
            await().until(() -> launcher.children().size() == 1);
        }
    }

    @Test
    void termEndsEverythingAndWaitsForNobodyLonger() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path())) {
            launcher.ask("orphan 60000");
            launcher.ask("orphan 60000");
            Duration took = stop(launcher);
            assertThat(took).isLessThan(Duration.ofSeconds(5));
            assertThat(launcher.daemonLog()).containsExactly("started", "TERM");
            assertThat(launcher.socket()).doesNotExist();
        }
    }

    @Test
    void whatIgnoresTermIsKilledAfterTheGrace() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path(), "--stop-grace-seconds", "1")) {
            launcher.ask("stubborn 60000");
            long stubborn = launcher.children().stream().max(Long::compare).orElseThrow();
            assertThat(stop(launcher)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
            assertThat(ProcessHandle.of(stubborn)).isEmpty();
        }
    }

    @Test
    void signalsReachTheDaemonWhileItRunsAndHarmNobodyBefore() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.startNested(directory.path())) {
            launcher.signal("HUP");
            launcher.ask("pid");
            launcher.signal("USR1");
            await().until(() -> launcher.daemonLog().equals(List.of("started", "USR1")));
        }
    }

    private static Duration stop(LauncherProcess launcher) throws Exception {
        long stopping = System.nanoTime();
        launcher.signal("TERM");
        assertThat(launcher.exitCode()).isZero();
        return Duration.ofNanos(System.nanoTime() - stopping);
    }

    private static long procMounts(String mountinfo) {
        return mountinfo.lines().filter(line -> line.contains(" /proc ")).count();
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }
}
