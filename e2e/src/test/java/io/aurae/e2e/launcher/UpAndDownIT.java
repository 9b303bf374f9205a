// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

@OnNode
class UpAndDownIT {
    private static final int UNREACHABLE = 3;

    private final Node node;

    UpAndDownIT(Node node) {
        this.node = node;
    }

    @Test
    void bringingItUpAgainChangesNothing() {
        KernelProcess daemon = node.daemon();
        String hostname = Command.of("hostname").orFail();

        String said = node.up(node.name()).orFail();

        assertThat(said.lines().filter(line -> line.startsWith("made"))).isEmpty();
        assertThat(said).contains("present  authority", "present  auraed");
        assertThat(node.daemon()).isEqualTo(daemon);
        assertThat(Command.of("hostname").orFail()).isEqualTo(hostname);
    }

    @Test
    void workloadsRunOnWhileTheNodeIsDownAndAreFoundWhenItIsUp() {
        node.library().allocate("jobs");
        KernelProcess process = node.library().start("jobs", "sleeper", "sleep", "600");
        node.aurae("run", "--detach", "--name", "box", "busybox", "--", "sleep", "600")
                .orFail();
        String before = node.aurae("ps", "--output", "json").orFail();

        assertThat(node.down()).isEqualTo("auraed stopped; 2 workloads run on");
        assertThat(process.isAlive()).isTrue();
        node.aurae("ps").run().assertFailed(UNREACHABLE, "cannot reach socket '" + node.socket() + "'", "expected");
        assertThat(node.down()).isEqualTo("auraed does not run");

        node.up();
        assertThat(node.aurae("ps", "--output", "json").orFail()).isEqualTo(before);
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void aKilledLauncherTakesItsDaemonWithItAndTheNextOneFindsEverything() {
        node.library().allocate("jobs");
        KernelProcess process = node.library().start("jobs", "sleeper", "sleep", "600");

        node.killLauncher();
        assertThat(process.isAlive()).isTrue();

        node.up();
        assertThat(node.library().status("jobs", "sleeper").getPid()).isEqualTo((int) process.pid());
    }

    @Test
    void onlyItsOwnerReachesTheSocketAndTheKeys() throws IOException {
        assertThat(mode(node.socket())).isEqualTo("rw-------");
        assertThat(mode(node.directory().resolve("etc/pki"))).isEqualTo("rwx------");
        assertThat(mode(node.directory().resolve("etc/pki/ca.key"))).isEqualTo("rw-------");
        assertThat(mode(node.clientConfig())).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void everyCallLeavesALineThatSaysWhoMadeIt() throws IOException {
        node.aurae("cell", "allocate", "audited").orFail();

        assertThat(Files.readString(node.directory().resolve("auraed.log")))
                .containsPattern("method=aurae.cells.v0.CellService/Allocate path='audited' code=OK .*"
                        + "caller=spiffe://e2e.aurae.local/user/root uid=0 pid=[0-9]+");
    }

    @Test
    void theStatusIsSaidInEveryFormat() {
        assertThat(node.aurae("status").orFail()).contains("host         " + node.name(), "healthy");
        assertThat(node.aurae("status", "--output", "json").orFail())
                .contains("\"host\": \"" + node.name() + "\"", "\"healthy\": true");
        assertThat(node.aurae("status", "--output", "yaml").orFail()).contains("host: " + node.name(), "healthy: true");
    }
}
