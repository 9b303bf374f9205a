// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.instances.Convention;
import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The launcher as the machine's service. */
final class LauncherTest {
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
    void theSocketOutlivesADeadDaemon() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            long first = Long.parseLong(launcher.ask("pid"));
            kill(first);
            assertThat(launcher.ask("pid")).isNotEqualTo(Long.toString(first));
            assertThat(launcher.messages()).anyMatch(line -> line.contains("ended by signal 9"));
        }
    }

    @Test
    void aConnectionMadeWhileTheDaemonIsDeadIsServedByTheNext() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            for (int death = 0; death < 4; death++) {
                assertThat(launcher.ask("exit 1")).isEmpty();
            }
            await().until(() -> launcher.messages().size() == 4);
            long connecting = System.nanoTime();
            assertThat(launcher.ask("pid")).isNotEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - connecting)).isGreaterThan(Duration.ofMillis(50));
            assertThat(launcher.daemonLog()).containsOnly("started").hasSize(5);
        }
    }

    @Test
    void theDaemonGetsTheSocketAndNoOtherDescriptor() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            assertThat(launcher.ask("descriptors")).isEqualTo("0 1 2 3 listen=3");
        }
    }

    @Test
    void itsConventionIsToldToItsDaemonAndInTheFileItLocks() throws Exception {
        Path telling = directory.script("echo \"$AURAE_CONVENTION\" > " + directory.path() + "/log; exit 78");
        try (LauncherProcess launcher = LauncherProcess.start(directory.path(), telling)) {
            assertThat(launcher.exitCode()).isEqualTo(78);
            assertThat(launcher.daemonLog()).containsExactly("2");
            assertThat(directory.path().resolve("run/auraed.lock")).hasContent("2");
            Convention.requireKnownToDaemon("2");
        }
    }

    @Test
    void onlyTheOwnerReachesSocketAndDirectory() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            launcher.ask("pid");
            assertThat(permissions(launcher.socket())).isEqualTo("rw-------");
            assertThat(permissions(launcher.socket().resolveSibling(""))).isEqualTo("rwx------");
        }
    }

    @Test
    void aFailingDaemonIsStartedLessAndLessOften() throws Exception {
        Path failing = directory.script("date +%s%N >> " + directory.path() + "/log; exit 1");
        try (LauncherProcess launcher = LauncherProcess.start(directory.path(), failing)) {
            await().until(() -> launcher.daemonLog().size() == 5);
            List<Long> gapsMillis = gapsMillis(launcher.daemonLog());
            List<Long> expected = List.of(100L, 200L, 400L, 800L);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(gapsMillis.get(i)).isBetween(expected.get(i) - 5, expected.get(i) + 2000);
            }
        }
    }

    @Test
    void aHealthyWhileMakesTheBackOffShortAgain() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            launcher.ask("exit 1");
            launcher.ask("exit 1");
            launcher.ask("pid");
            // Healthy is what ran for a second, in this build of the launcher.
            await().pollDelay(Duration.ofMillis(1200)).until(() -> true);
            launcher.ask("exit 1");
            launcher.ask("pid");
            assertThat(launcher.messages())
                    .extracting(line -> line.replaceAll(".* before (\\d+) ms .*", "$1"))
                    .containsExactly("100", "200", "100");
        }
    }

    @Test
    void aConfigurationErrorAtTheFirstStartEndsTheLauncher() throws Exception {
        Path refusing = directory.script("exit 78");
        try (LauncherProcess launcher = LauncherProcess.start(directory.path(), refusing)) {
            assertThat(launcher.exitCode()).isEqualTo(78);
            assertThat(launcher.socket()).doesNotExist();
        }
    }

    @Test
    void aConfigurationErrorAtALaterStartIsTriedAgain() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            launcher.ask("exit 1");
            launcher.ask("exit 78");
            assertThat(launcher.ask("pid")).isNotEmpty();
        }
    }

    @Test
    void aMissingDaemonProgramEndsTheLauncher() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path(), Path.of("/nonexistent/java"))) {
            assertThat(launcher.exitCode()).isEqualTo(72);
            assertThat(launcher.messages())
                    .containsExactly("auraed: run '/nonexistent/java': No such file or directory");
        }
    }

    @Test
    void termEndsTheDaemonButNoWorkload() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            long daemon = Long.parseLong(launcher.ask("pid"));
            long workload = Long.parseLong(launcher.ask("orphan 60000"));
            launcher.signal("TERM");
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.daemonLog()).containsExactly("started", "TERM");
            assertThat(launcher.socket()).doesNotExist();
            assertThat(ProcessHandle.of(daemon)).isEmpty();
            assertThat(ProcessHandle.of(workload)).isPresent();
            kill(workload);
        }
    }

    @Test
    void aDaemonThatIgnoresTermIsKilledAfterTheGrace() throws Exception {
        String[] flags = {"--ignore-term", "--stop-grace-seconds=1"};
        try (LauncherProcess launcher = LauncherProcess.start(directory.path(), flags)) {
            launcher.ask("pid");
            long stopping = System.nanoTime();
            launcher.signal("INT");
            assertThat(launcher.exitCode()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - stopping))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
        }
    }

    @Test
    void otherSignalsArePassedOn() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            launcher.ask("pid");
            for (String signal : List.of("HUP", "USR1", "USR2")) {
                launcher.signal(signal);
                await().until(() -> launcher.daemonLog().contains(signal));
            }
            assertThat(launcher.daemonLog()).containsExactly("started", "HUP", "USR1", "USR2");
        }
    }

    @Test
    void orphansBecomeItsChildrenAndAreReaped() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(directory.path())) {
            long daemon = Long.parseLong(launcher.ask("pid"));
            List<Long> orphans = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                orphans.add(Long.parseLong(launcher.ask("orphan 1000")));
            }
            assertThat(launcher.children()).contains(orphans.getLast());
            await().until(() -> launcher.children().equals(List.of(daemon)));
            assertThat(launcher.ask("pid")).isEqualTo(Long.toString(daemon));
        }
    }

    @Test
    void whatAKilledLauncherLeftIsReplaced() throws Exception {
        String daemon;
        try (LauncherProcess killed = LauncherProcess.start(directory.path())) {
            daemon = killed.ask("pid");
        }
        assertThat(directory.path().resolve("run/aurae.sock")).exists();
        try (LauncherProcess next = LauncherProcess.start(directory.path())) {
            await().until(() -> next.daemonLog().size() == 2);
            assertThat(next.ask("pid")).isNotEqualTo(daemon);
        }
    }

    @Test
    void aSocketInUseIsRefused() throws Exception {
        Path socket = directory.path().resolve("other.sock");
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            try (LauncherProcess launcher = LauncherProcess.start(directory.path(), "--socket=" + socket)) {
                assertThat(launcher.exitCode()).isEqualTo(69);
                assertThat(launcher.messages())
                        .containsExactly("auraed: socket in use: '" + socket + "' is served by another process");
            }
        }
        assertThat(socket).exists();
    }

    @Test
    void aFileInTheSocketsPlaceIsKept() throws Exception {
        Path file = Files.writeString(directory.path().resolve("precious"), "content");
        try (LauncherProcess launcher = LauncherProcess.start(directory.path(), "--socket", file.toString())) {
            assertThat(launcher.exitCode()).isEqualTo(69);
        }
        assertThat(file).hasContent("content");
    }

    @Test
    void aSecondLauncherOnTheDirectoryIsRefused() throws Exception {
        try (LauncherProcess first = LauncherProcess.start(directory.path())) {
            String daemon = first.ask("pid");
            try (LauncherProcess second = LauncherProcess.start(directory.path(), "--socket=/nonexistent/x.sock")) {
                assertThat(second.exitCode()).isEqualTo(69);
                assertThat(second.messages()).anyMatch(line -> line.contains("runtime directory in use: '"));
            }
            assertThat(first.ask("pid")).isEqualTo(daemon);
        }
    }

    @Test
    void wrongFlagsAreUsageErrors() throws Exception {
        List<String[]> wrong = List.of(
                new String[] {"--socket"},
                new String[] {"--runtime-dir="},
                new String[] {"--socket", "/" + "x".repeat(107)},
                new String[] {"--stop-grace-seconds", "soon"},
                new String[] {"--stop-grace-seconds=-1"},
                new String[] {"--stop-grace-seconds=31536001"},
                new String[] {"--nested"});
        for (String[] flags : wrong) {
            try (LauncherProcess launcher = LauncherProcess.start(directory.path(), flags)) {
                assertThat(launcher.exitCode()).as(String.join(" ", flags)).isEqualTo(64);
                assertThat(launcher.messages().getLast()).contains("(expected: ");
            }
        }
    }

    @Test
    void helpRunsTheDaemonProgramOnceWithoutASocket() throws Exception {
        Path helping = directory.script("echo \"help for $*, socket ${AURAE_LISTEN_FD:-none}\"; exit 3");
        try (LauncherProcess launcher = LauncherProcess.start(directory.path(), helping, "--help")) {
            assertThat(launcher.exitCode()).isEqualTo(3);
            assertThat(launcher.output()).startsWith("help for --runtime-dir ").endsWith("--help, socket none");
            assertThat(launcher.socket()).doesNotExist();
        }
    }

    private static List<Long> gapsMillis(List<String> nanoTimes) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < nanoTimes.size(); i++) {
            gaps.add((Long.parseLong(nanoTimes.get(i)) - Long.parseLong(nanoTimes.get(i - 1))) / 1_000_000);
        }
        return gaps;
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
