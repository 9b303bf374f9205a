// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second daemon, or a daemon that cannot be, beside one that must not notice. */
@OnNode
class RefusedStartsIT {
    private static final int UNAVAILABLE = 69;
    private static final int CONFIG = 78;

    private final Node node;
    private KernelProcess daemon;

    RefusedStartsIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void look() {
        daemon = node.daemon();
    }

    @AfterEach
    void theNodeServesAsBefore() throws IOException {
        assertThat(node.daemon()).isEqualTo(daemon);
        node.aurae("status").orFail();
        Command.of("rm", "-rf", node.directory().resolve("other").toString()).orFail();
    }

    @Test
    void twoDaemonsOnOneDirectory() {
        String directory = node.directory().resolve("run").toString();

        auraed("--runtime-dir", directory)
                .run()
                .assertFailed(UNAVAILABLE, "runtime directory in use: '" + directory + "'");
    }

    @Test
    void aSocketPathInUse() {
        auraed("--runtime-dir", other("run"), "--socket", node.socket().toString())
                .run()
                .assertFailed(UNAVAILABLE, "socket in use: '" + node.socket() + "'");
    }

    @Test
    void aSocketPathThatIsAFile() throws IOException {
        Path file = node.write("other/file", "precious");

        auraed("--runtime-dir", other("run"), "--socket", file.toString())
                .run()
                .assertFailed(UNAVAILABLE, "'" + file + "'", "expected");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aKeyThatNobodyKnows() {
        Path config = node.write("other/auraed.toml", "runtime_dri = \"" + other("run") + "\"\n");

        auraed("--runtime-dir", other("run"), "--config", config.toString())
                .run()
                .assertFailed(CONFIG, "key 'runtime_dri' in '" + config + "'", "did you mean 'runtime_dir'?");
    }

    @Test
    void aValueThatIsNone() {
        auraed("--runtime-dir", other("run"), "--idle-timeout", "soon")
                .run()
                .assertFailed(CONFIG, "idle", "'soon'", "expected");
    }

    @Test
    void aFlagThatNobodyKnows() {
        auraed("--runtime-dir", other("run"), "--sokcet", "x")
                .run()
                .assertFailed(CONFIG, "'--sokcet'", "did you mean '");
    }

    @Test
    void anotherNameForTheSameNode() throws IOException {
        String before = Files.readString(node.clientConfig());

        node.up("other").run().assertFailed(1, "'" + node.name() + "@e2e.aurae.local'", "'other@", "--reset");
        assertThat(node.clientConfig()).hasContent(before);
    }

    private String other(String name) {
        return node.directory().resolve("other").resolve(name).toString();
    }

    private static Command auraed(String... flags) {
        return Command.of(Project.program("auraed").toString()).with(flags);
    }
}
