// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnNode
class IsolationIT {
    private final Node node;

    IsolationIT(Node node) {
        this.node = node;
    }

    private Command run(String isolation, String... words) {
        return node.aurae("run", "--isolation", isolation).with(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell", "instance"})
    void theSameImageAndVerbsWorkWhateverTheIsolation(String isolation) {
        Command.Result answer = run(isolation, "--rm", "busybox", "--", "sh", "-c", "echo said; exit 7")
                .run();
        assertThat(answer.stdout()).isEqualTo("said\n");
        assertThat(answer.exitCode()).isEqualTo(7);

        assertThat(run(
                                isolation,
                                "--detach",
                                "--name",
                                "box",
                                "--memory",
                                "64m",
                                "busybox",
                                "--",
                                "sh",
                                "-c",
                                "hostname; trap 'exit 0' TERM; while :; do sleep 1; done")
                        .orFail())
                .isEqualTo("box");
        assertThat(node.aurae("ps").orFail()).containsPattern("box +busybox +running ");
        await().untilAsserted(
                        () -> assertThat(node.aurae("logs", "box").orFail()).isEqualTo("box"));
        assertThat(node.aurae("exec", "box", "--", "sh", "-c", "ls /proc/1/ns >&2; echo $$ $HOSTNAME; cat /etc/hosts")
                        .orFail())
                .contains("box", "localhost");
        run(isolation, "--detach", "--name", "box", "busybox", "--", "sleep", "1")
                .run()
                .assertFailed(125, "box");
        node.aurae("stop", "--time", "20", "box").orFail();
        assertThat(node.aurae("ps", "--all").orFail()).containsPattern("box +busybox +exited \\(0\\)");
        node.aurae("rm", "box").orFail();
        assertThat(node.aurae("ps", "--all").orFail()).doesNotContain("box");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell", "instance"})
    void withoutANetworkThereIsALoopbackLinkOnly(String isolation) {
        assertThat(run(isolation, "--rm", "--network", "none", "busybox", "--", "ls", "/sys/class/net")
                        .orFail())
                .isEqualTo("lo");
    }

    @Test
    void aCellHasTheNodesNetworkAndNothingElseOfIt() {
        run("cell", "--detach", "--name", "box", "busybox", "--", "sleep", "60021")
                .orFail();
        KernelProcess process =
                new KernelProcess(node.library().status("box", "busybox").getPid());

        assertThat(process.namespace("net")).isEqualTo(node.launcher().namespace("net"));
        for (String kind : new String[] {"pid", "mnt", "ipc", "uts"}) {
            assertThat(process.namespace(kind))
                    .as(kind)
                    .isNotEqualTo(node.launcher().namespace(kind));
        }
        node.killDaemon();
        assertThat(node.aurae("exec", "box", "hostname").orFail()).isEqualTo("box");
        node.aurae("rm", "--force", "box").orFail();
        assertThat(process.isAlive()).isFalse();
        run("cell", "-p", "8080:80", "nginx").run().assertFailed(2, "--publish needs --isolation instance");
    }
}
