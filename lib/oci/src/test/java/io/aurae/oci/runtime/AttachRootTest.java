// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@RequiresRoot
class AttachRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private Scene scene;

    @BeforeEach
    void setUp() throws IOException {
        scene = Scene.of(leaks.name());
    }

    @AfterEach
    void tearDown() {
        if (scene != null) {
            scene.close();
        }
    }

    @Test
    void seesBothOutputsAndWritesTheInputOfAContainerInAnInstance() throws IOException {
        String script =
                "while read line; do echo \"got $line\"; echo \"err $line\" >&2; [ $line = end ] && exit 4; done";
        var made = scene.create(
                scene.instance(), "c", scene.container(script).toRuntimeSpec(scene.rights), Stdio.Stdin.OPEN);
        try (AttachSession session = attach(made)) {
            scene.runtime.start(made.place(), made.id());
            session.write("one\n".getBytes(UTF_8));
            StringBuilder out = new StringBuilder();
            StringBuilder err = new StringBuilder();
            while (out.indexOf("got one") < 0 || err.indexOf("err one") < 0) {
                read(session, out, err);
            }
            session.write("end\n".getBytes(UTF_8));
            while (read(session, out, err)) {
                // to the end
            }
            assertThat(out).contains("got one\ngot end\n");
            assertThat(err).contains("err one\nerr end\n");
        }
        assertThat(scene.exitCode(made)).isEqualTo(4);
        assertThat(Scene.text(made)).contains("got one", "err end");
    }

    @Test
    void anInputForOneCallerEndsWithHim() throws IOException {
        var made = scene.create(scene.host, "p", scene.hostProcess(Scene.shell("cat; exit 6")), Stdio.Stdin.ONCE);
        scene.runtime.start(scene.host, made.id());
        try (AttachSession session = attach(made)) {
            session.write("hello\n".getBytes(UTF_8));
            await().atMost(Scene.PATIENCE).until(() -> Scene.text(made).contains("hello"));
            session.endInput();
            assertThat(scene.exitCode(made)).isEqualTo(6);
        }
    }

    @Test
    void anOpenInputOutlivesItsCallers() throws IOException {
        var made = scene.create(
                scene.host, "p", scene.hostProcess(Scene.shell("read a; read b; echo $a$b; exit 6")), Stdio.Stdin.OPEN);
        scene.runtime.start(scene.host, made.id());
        for (String line : new String[] {"first\n", "second\n"}) {
            try (AttachSession session = attach(made)) {
                session.write(line.getBytes(UTF_8));
            }
        }
        assertThat(scene.exitCode(made)).isEqualTo(6);
        assertThat(Scene.text(made)).isEqualTo("firstsecond\n");
    }

    @Test
    void resizesTheTerminal() throws IOException {
        var process = Scene.shell(
                        "stty size; echo ready; while [ \"$(stty size)\" != '33 77' ]; do sleep 0.02; done; echo resized")
                .withTerminal(true);
        var made = scene.create(scene.host, "p", scene.hostProcess(process), Stdio.Stdin.OPEN);
        scene.runtime.start(scene.host, made.id());
        try (AttachSession session = attach(made)) {
            session.resize(new TerminalSize(77, 33));
            assertThat(scene.exitCode(made)).isZero();
        }
        assertThat(Scene.text(made)).contains("resized\r\n");
    }

    @Test
    void refusesWhenTheContainerHasEnded() throws IOException {
        var made = scene.start(scene.host, "p", scene.hostProcess(Scene.shell("exit 0")));
        scene.exitCode(made);

        await().atMost(Scene.PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> attach(made).close())
                        .isInstanceOf(OciException.NotRunning.class)
                        .hasMessage("attach to '" + made.id() + "': is not running"));
        scene.runtime.delete(scene.host, made.id(), made.bundle());
        assertThatThrownBy(() -> new ConmonControl(made.bundle()).reopenLog())
                .isInstanceOf(OciException.NotRunning.class);
    }

    @Test
    void theLogGoesOnInANewFileWhenTheOldOneIsMovedAway() throws Exception {
        var made = scene.start(
                scene.host,
                "p",
                scene.hostProcess(Scene.shell(
                        "echo old; while ! test -e " + scene.directory + "/go; do sleep 0.02; done; echo new")));
        try (LogFile log = LogFile.open(made.log(), OptionalInt.empty())) {
            assertThat(log.follow())
                    .hasValueSatisfying(entry ->
                            assertThat(entry.output().data()).asString(UTF_8).isEqualTo("old\n"));
            Files.move(made.log(), made.log().resolveSibling("log.1"));
            new ConmonControl(made.bundle()).reopenLog();
            await().atMost(Scene.PATIENCE).until(() -> Files.exists(made.log()));
            Files.createFile(scene.directory.resolve("go"));
            assertThat(log.follow())
                    .hasValueSatisfying(entry ->
                            assertThat(entry.output().data()).asString(UTF_8).isEqualTo("new\n"));
            assertThat(scene.exitCode(made)).isZero();
            log.processEnded();
            assertThat(log.follow()).isEmpty();
        }
    }

    private AttachSession attach(Scene.Made made) {
        return scene.runtime.attach(made.place(), made.id(), made.bundle());
    }

    private static boolean read(AttachSession session, StringBuilder out, StringBuilder err) {
        Optional<Output> output = session.read();
        output.ifPresent(o -> (o.kind() == OutputKind.STDOUT ? out : err).append(new String(o.data(), UTF_8)));
        return output.isPresent();
    }
}
