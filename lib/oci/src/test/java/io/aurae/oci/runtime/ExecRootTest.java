// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.linux.Signal;
import io.aurae.oci.spec.ProcessUser;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresRoot
class ExecRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private Scene scene;
    private Scene.Made made;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.of(leaks.name());
        var process = Scene.shell("sleep 1000 & wait")
                .withUser(new ProcessUser(1000, 1000, List.of()))
                .withCwd("/tmp")
                .withEnv(List.of("A=container", "B=container"));
        made = scene.start(scene.instance(), "c", scene.container(process).toRuntimeSpec(scene.rights));
    }

    @AfterEach
    void tearDown() {
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void hasTheContainersUserDirectoryEnvironmentAndLimitsButItsOwnWords() throws Exception {
        var wanted = new ExecProcess(
                List.of(
                        "sh",
                        "-c",
                        "id -u; pwd; echo $A $B $HOSTNAME; grep Seccomp: /proc/self/status; echo err >&2; exit 3"),
                List.of("B=exec"),
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                true);
        try (ExecSession session = exec(wanted)) {
            assertThat(text(session.stdout().readAllBytes()))
                    .containsExactly("1000", "/tmp", "container exec web-0", "Seccomp:\t2");
            assertThat(text(session.stderr().readAllBytes())).containsExactly("err");
            assertThat(session.waitFor()).isEqualTo(3);
        }
        assertThat(filesOfSessions()).isEmpty();
    }

    @Test
    void passesBytesThroughUntilItsInputEnds() throws Exception {
        byte[] much = new byte[300_000];
        Arrays.fill(much, (byte) 0xfe);
        try (ExecSession session = exec(ExecProcess.of("cat").withStdin())) {
            Thread writer = Thread.ofVirtual().start(() -> {
                try (var stdin = session.stdin()) {
                    stdin.write(much);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(session.stdout().readAllBytes()).isEqualTo(much);
            writer.join();
            assertThat(session.waitFor()).isZero();
        }
    }

    @Test
    void readsNothingWithoutInput() throws Exception {
        try (ExecSession session = exec(ExecProcess.of("cat"))) {
            assertThat(session.stdout().readAllBytes()).isEmpty();
            assertThat(session.waitFor()).isZero();
        }
    }

    @Test
    void hasATerminalOfTheSizeAskedThatCanChange() throws Exception {
        String script = "tty; until [ \"$(stty size 2>&1)\" = '40 100' ]; do sleep 0.02; done; echo ready; "
                + "until [ \"$(stty size)\" = '33 77' ]; do sleep 0.02; done; exit 5";
        try (ExecSession session = exec(ExecProcess.of("sh", "-c", script).withTerminal(new TerminalSize(100, 40)))) {
            StringBuilder seen = new StringBuilder();
            readUntil(session, seen, "ready");
            assertThat(seen).startsWith("/dev/pts/");
            session.resize(new TerminalSize(77, 33));
            assertThat(session.waitFor()).isEqualTo(5);
        }
    }

    @Test
    void typesIntoItsTerminal() throws Exception {
        try (ExecSession session = exec(ExecProcess.of("sh").withTerminal(new TerminalSize(80, 24)))) {
            session.stdin().write("echo $((6*7)); exit 9\n".getBytes(UTF_8));
            assertThat(new String(session.stdout().readAllBytes(), UTF_8)).contains("42");
            assertThat(session.waitFor()).isEqualTo(9);
        }
    }

    @Test
    void losesNoTerminalOfAProgramThatEndsAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (ExecSession session = exec(ExecProcess.of("echo", "quick").withTerminal(new TerminalSize(80, 24)))) {
                assertThat(new String(session.stdout().readAllBytes(), UTF_8)).isEqualTo("quick\r\n");
                assertThat(session.waitFor()).isZero();
            }
        }
    }

    @Test
    void namesAProgramThatDoesNotExist() throws Exception {
        ExecProcess nope = ExecProcess.of("nope");
        for (ExecProcess process : List.of(nope, nope.withTerminal(new TerminalSize(80, 24)))) {
            try (ExecSession session = exec(process)) {
                assertThatThrownBy(session::waitFor)
                        .isInstanceOf(OciException.InvalidProgram.class)
                        .hasMessage("exec in '" + made.id()
                                + "': program 'nope' not found (expected: a path that exists, or a name in a"
                                + " directory of PATH)");
            }
        }
        assertThat(filesOfSessions()).isEmpty();
    }

    @Test
    void namesAFileThatIsNoProgram() throws Exception {
        try (ExecSession session = exec(ExecProcess.of("/bin/text"))) {
            assertThatThrownBy(session::waitFor)
                    .hasMessageEndingWith(
                            "program '/bin/text' is not executable: permission denied (expected: an executable file)");
        }
    }

    @Test
    void refusesWhenTheContainerHasEnded() throws Exception {
        scene.signal(made, Signal.KILL);
        scene.exitCode(made);

        try (ExecSession session = exec(ExecProcess.of("true"))) {
            assertThatThrownBy(session::waitFor).isInstanceOf(OciException.NotRunning.class);
        }
        assertThatThrownBy(() -> exec(ExecProcess.of("true").withTerminal(new TerminalSize(80, 24))))
                .isInstanceOf(OciException.NotRunning.class);
    }

    @Test
    void closingTheSessionKillsTheProcess() throws Exception {
        ExecSession session = exec(ExecProcess.of("sh", "-c", "echo $$; sleep 4321"));
        String pid = new BufferedReader(new InputStreamReader(session.stdout(), UTF_8)).readLine();
        assertThat(session.waitFor(Duration.ofMillis(10))).isEmpty();
        assertThat(running(pid)).isTrue();

        session.close();
        session.close();

        await().atMost(Scene.PATIENCE).until(() -> !running(pid));
        assertThat(session.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void aClosedSessionLeavesNoDescriptorAndNoReaderThoughSomethingHoldsItsOutput() throws Exception {
        exec(ExecProcess.of("true")).close();
        int before = descriptors();
        List<Thread> readers = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            ExecSession session =
                    exec(ExecProcess.of("sh", "-c", "sleep 4321 & echo").withStdin());
            assertThat(session.waitFor()).isZero();
            readers.add(reader(session.stdout()));
            readers.add(reader(session.stderr()));
            session.close();
        }
        for (Thread reader : readers) {
            assertThat(reader.join(Scene.PATIENCE)).isTrue();
        }
        assertThat(processes()).contains("sleep 4321");
        await().atMost(Scene.PATIENCE).until(() -> descriptors() <= before);
    }

    private static Thread reader(InputStream from) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                from.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static int descriptors() {
        return Path.of("/proc/self/fd").toFile().list().length;
    }

    @Test
    void closingATerminalKillsItsProcess() throws Exception {
        ExecSession session = exec(ExecProcess.of("sh", "-c", "echo ready; trap '' HUP; sleep 4321")
                .withTerminal(new TerminalSize(80, 24)));
        readUntil(session, new StringBuilder(), "ready");
        await().atMost(Scene.PATIENCE).until(() -> processes().contains("sleep 4321"));

        session.close();

        await().atMost(Scene.PATIENCE).until(() -> !processes().contains("sleep 4321"));
    }

    @Test
    void endsWhatAnEarlierLifeOfTheProgramLeft() throws Exception {
        exec(ExecProcess.of("sleep", "4321"));
        await().atMost(Scene.PATIENCE).until(() -> processes().contains("sleep 4321"));

        scene.runtime.endLostExecs(made.bundle());

        await().atMost(Scene.PATIENCE).until(() -> !processes().contains("sleep 4321"));
        assertThat(filesOfSessions()).isEmpty();
        assertThat(processes()).contains("sleep 1000");
    }

    private ExecSession exec(ExecProcess process) {
        return scene.runtime.exec(made.place(), made.id(), made.bundle(), process);
    }

    private static void readUntil(ExecSession session, StringBuilder seen, String text) throws IOException {
        byte[] buffer = new byte[1000];
        while (seen.indexOf(text) < 0) {
            int count = session.stdout().read(buffer);
            assertThat(count).as("read %s", seen).isPositive();
            seen.append(new String(buffer, 0, count, UTF_8));
        }
    }

    private boolean running(String pid) throws Exception {
        try (ExecSession session = exec(ExecProcess.of("test", "-d", "/proc/" + pid))) {
            return session.waitFor() == 0;
        }
    }

    private String processes() throws Exception {
        try (ExecSession session = exec(ExecProcess.of("ps"))) {
            return new String(session.stdout().readAllBytes(), UTF_8);
        }
    }

    private List<Path> filesOfSessions() throws IOException {
        try (Stream<Path> files = Files.list(made.bundle())) {
            return files.filter(file -> file.getFileName().toString().startsWith("exec-"))
                    .toList();
        }
    }

    private static List<String> text(byte[] bytes) {
        return new String(bytes, UTF_8).lines().toList();
    }
}
