// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.Http;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Running;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@OnNode
class PodsIT {
    private final Node node;

    PodsIT(Node node) {
        this.node = node;
    }

    @Test
    void anImageServesItsPageFromThePodsAddressAndThroughAPortOfTheHost() throws IOException {
        int port = Http.freePort();
        assertThat(node.aurae("run", "--detach", "--name", "web", "-p", port + ":80", "nginx")
                        .orFail())
                .isEqualTo("web");

        PodStatus pod = pod("web");
        assertThat(Http.page("http://" + pod.getIps(0) + "/")).contains("Welcome to nginx!");
        assertThat(Http.page("http://" + Http.ownAddress() + ":" + port + "/")).contains("Welcome to nginx!");
        assertThat(node.aurae("ps").orFail()).containsPattern("web +nginx +running .*" + pod.getIps(0) + " .*" + port);
        assertThat(node.aurae("exec", "web", "hostname").orFail()).isEqualTo("web");
        await().untilAsserted(
                        () -> assertThat(node.aurae("logs", "web").orFail()).contains("GET / HTTP/1.1\" 200"));

        node.aurae("stop", "web").orFail();
        assertThat(node.aurae("ps", "--all").orFail()).containsPattern("web .*exited \\(0\\)");
        node.aurae("rm", "web").orFail();
        assertThat(node.aurae("ps", "--all").orFail()).doesNotContain("web");
    }

    @Test
    void aContainerHasNamespacesARootAndCapabilitiesOfItsOwn() {
        node.aurae("run", "--detach", "--name", "box", "busybox", "--", "sleep", "600")
                .orFail();
        KernelProcess process = new KernelProcess(
                node.library().status("box/busybox", "busybox").getPid());

        for (String kind : new String[] {"pid", "net", "mnt", "ipc", "uts"}) {
            assertThat(process.namespace(kind))
                    .as(kind)
                    .isNotEqualTo(node.launcher().namespace(kind));
        }
        assertThat(process.field("Seccomp")).contains("2");
        assertThat(process.field("CapEff")).contains("00000000a80425fb");
        assertThat(node.aurae("exec", "box", "cat", "/proc/1/cmdline").orFail()).startsWith("sleep");
    }

    @Test
    void theLimitsOfARunAreThoseOfTheKernel() {
        node.aurae("run", "-d", "--name", "box", "--memory", "48m", "--cpus", "0.25", "busybox", "--", "sleep", "600")
                .orFail();
        KernelProcess process = new KernelProcess(
                node.library().status("box/busybox", "busybox").getPid());

        assertThat(process.memoryLimitBytes()).isEqualTo("50331648");
        assertThat(process.cpuLimitMicros()).isEqualTo("25000 100000");
    }

    @Test
    void aContainerThatWantsTooMuchMemoryIsKilledAndItsStatusSaysSo() {
        assertThat(node.aurae("run", "--name", "box", "--memory", "16m", "busybox", "--", "tail", "/dev/zero")
                        .run()
                        .exitCode())
                .isEqualTo(137);

        assertThat(node.library().status("box/busybox", "busybox").getOomKilled())
                .isTrue();
    }

    @Test
    void aForegroundRunHasEnvironmentVolumeAndExitCodeAndLeavesNothing() throws IOException {
        Path volume = Files.createDirectories(node.directory().resolve("volume"));
        Files.writeString(volume.resolve("given"), "from the host");

        Command.Result result = node.aurae("run", "--rm", "-e", "GREETING=hello", "-v", volume + ":/data", "busybox")
                .with(
                        "--",
                        "sh",
                        "-c",
                        "echo $GREETING; cat /data/given; echo complaint >&2; echo back > /data/made; exit 9")
                .run();

        assertThat(result.exitCode()).as(result.stderr()).isEqualTo(9);
        assertThat(result.stdout()).isEqualTo("hello\nfrom the host");
        assertThat(result.stderr()).endsWith("complaint\n");
        assertThat(volume.resolve("made")).hasContent("back");
        assertThat(node.aurae("ps", "--all").orFail().lines()).hasSize(1);
    }

    @Test
    void aReadOnlyVolumeIsOne() throws IOException {
        Path volume = Files.createDirectories(node.directory().resolve("volume"));

        node.aurae("run", "--rm", "-v", volume + ":/data:ro", "busybox", "--", "sh", "-c", "echo x > /data/no")
                .run()
                .assertFailed(1, "Read-only file system");
        assertThat(volume.resolve("no")).doesNotExist();
    }

    @Test
    void aRunInATerminalTalksToWhoeverTypes() {
        try (Running run = node.aurae("run", "--rm", "-it", "--name", "box", "busybox", "--", "sh")
                .inTerminal()
                .startOpen()) {
            await().until(() -> run.stdout().contains("# ") || run.stdout().contains("$ "));
            run.type("tty; stty size\n");
            await().untilAsserted(() -> assertThat(run.stdout()).contains("/dev/", "30 100"));
            run.type("exit 6\n");
            assertThat(run.await().exitCode()).as(run.stdout()).isEqualTo(6);
        }
        assertThat(node.client()
                        .pods()
                        .list(PodServiceListRequest.getDefaultInstance())
                        .getPodsList())
                .isEmpty();
    }

    @Test
    void anInterruptedRunStopsItsPod() {
        Path asked = node.directory().resolve("asked");
        Running run = node.aurae("run", "--rm", "--name", "box", "--volume", node.directory() + ":/out", "busybox")
                .with("--", "sh", "-c", "trap 'touch /out/asked; exit 0' TERM; echo ready; while :; do sleep 0.1; done")
                .start();
        await().until(run::stdout, "ready\n"::equals);

        Command.of("kill", "-INT", Long.toString(run.pid())).orFail();

        assertThat(run.await().exitCode()).isEqualTo(130);
        assertThat(asked).as("it was asked to end before it was ended").exists();
        await().untilAsserted(() -> assertThat(node.client()
                        .pods()
                        .list(PodServiceListRequest.getDefaultInstance())
                        .getPodsList())
                .isEmpty());
    }

    @Test
    void podsReachEachOtherByTheirAddresses() {
        node.aurae("run", "--detach", "--name", "web", "nginx").orFail();
        String address = pod("web").getIps(0);

        assertThat(node.aurae("run", "--rm", "busybox", "--", "wget", "-q", "-O", "-", "http://" + address + "/")
                        .orFail())
                .contains("Welcome to nginx!");
    }

    private PodStatus pod(String name) {
        return node.client()
                .pods()
                .list(PodServiceListRequest.newBuilder().setName(name).build())
                .getPods(0);
    }
}
