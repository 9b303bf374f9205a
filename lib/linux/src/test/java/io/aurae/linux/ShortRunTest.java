// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ShortRunTest {
    private static final String FULL_LINE = """
        use Socket; $| = 1; my $path = shift;
        socket(my $l, AF_UNIX, SOCK_SEQPACKET, 0) or die;
        bind($l, pack_sockaddr_un($path)) or die; listen($l, 0);
        socket(my $c, AF_UNIX, SOCK_SEQPACKET, 0) or die; connect($c, pack_sockaddr_un($path)) or die;
        print "full\\n"; sleep 1000;
        """;

    private final Linux linux = Linux.load();

    @TempDir
    private Path directory;

    @BeforeAll
    static void loadTheLibrary() {
        Linux.load().use(Path.of("/"));
    }

    private ShortRun script(String script, Duration deadline) {
        return new ShortRun(linux, new ProcessBuilder("sh", "-c", script), deadline);
    }

    private ShortRun script(String script) {
        return script(script, Duration.ofSeconds(30));
    }

    @Test
    void inputBothOutputsAndExitCodeAreCarried() throws Exception {
        String input = "x".repeat(200_000);
        assertThat(script("cat; echo error >&2; exit 5").run(input))
                .isEqualTo(new ShortRun.Result(5, input, "error\n"));
        assertThat(script("exit 0").run(input).succeeded()).isTrue();
        assertThat(new ShortRun(
                                linux,
                                ShortRun.quiet(List.of("sh", "-c", "cat; echo a; echo b >&2")),
                                Duration.ofSeconds(30))
                        .run("")
                        .output())
                .isEqualTo("a\nb\n");
    }

    @Test
    void whatHangsIsEndedWithAllThatItStarted() {
        Path child = directory.resolve("child");
        boolean[] also = new boolean[1];
        assertThatThrownBy(() -> script("sleep 1000 & echo $! > " + child + "; sleep 1000", Duration.ofMillis(500))
                        .alsoAtDeadline(() -> also[0] = true)
                        .run(""))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no answer within 500 ms, ended");
        assertThat(also[0]).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> isGone(Files.readString(child).strip()));
    }

    private static boolean isGone(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .isEmpty();
    }

    @Test
    void whatWritesWithoutEndIsEnded() {
        assertThatThrownBy(() -> script("cat /dev/zero").run(""))
                .isInstanceOf(IOException.class)
                .hasMessage("wrote more than 1048576 bytes, ended");
        assertThatThrownBy(
                        () -> new ShortRun(linux, new ProcessBuilder("no-such-program"), Duration.ofSeconds(1)).run(""))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatIsLeftBehindKeepsNeitherTheAnswerNorAThreadNorADescriptor() throws Exception {
        script("true").run("");
        int descriptors = descriptors();
        ShortRun.Result result = script("sleep 1000 & echo $!").run("");
        String pid = result.output().strip();
        try {
            assertThat(isGone(pid)).isFalse();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(threads()).isZero();
                assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
            });
        } finally {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("output-"))
                .count();
    }

    private static int descriptors() {
        return Path.of("/proc/self/fd").toFile().list().length;
    }

    @Test
    void whatHangsHoldsNoCarrier() throws Exception {
        Path socket = directory.resolve("s");
        Process line = new ProcessBuilder("perl", "-e", FULL_LINE, socket.toString()).start();
        try {
            assertThat(line.inputReader().readLine()).isEqualTo("full");
            Process java = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:ActiveProcessorCount=1",
                            "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            OneCarrier.class.getName(),
                            socket.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var output = java.inputReader()) {
                assertThat(output.readLine()).isEqualTo("others run");
                assertThat(List.of(output.readLine(), output.readLine()))
                        .containsExactlyInAnyOrder("program: no answer within 2000 ms, ended", "socket: ETIMEDOUT");
                assertThat(java.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                java.destroyForcibly();
            }
        } finally {
            line.destroyForcibly();
        }
    }
}
