// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.Http;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Running;
import io.aurae.e2e.Shim;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnNode
class CrashIT {
    /** Writes 1, 2, 3 and so on, about a hundred a second. */
    private static final String COUNT = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done";

    private final Node node;

    CrashIT(Node node) {
        this.node = node;
    }

    @Test
    void workloadsOutliveTheDaemonWithTheirPidsAddressesAndLogs() {
        node.library().allocate("jobs");
        KernelProcess counter = node.library().startShell("jobs", "counter", COUNT);
        node.aurae("run", "--detach", "--name", "box", "busybox", "--", "sh", "-c", COUNT)
                .orFail();
        node.aurae("run", "--detach", "--name", "web", "nginx").orFail();
        List<PodStatus> pods = pods();
        String started = counter.startTicks();
        long before = lastLine("jobs", "counter");

        node.killDaemon();

        assertThat(pods()).isEqualTo(pods);
        assertThat(node.library().status("jobs", "counter").getPid()).isEqualTo((int) counter.pid());
        assertThat(counter.startTicks()).isEqualTo(started);
        await().until(() -> lastLine("jobs", "counter") > before + 100);
        assertNoGap(node.library().log("jobs", "counter"));
        assertNoGap(node.library().log("box/busybox", "busybox"));
        assertThat(Http.page("http://" + pods.getLast().getIps(0) + "/")).contains("Welcome to nginx!");
        assertThat(node.aurae("exec", "box", "echo", "still here").orFail()).isEqualTo("still here");
    }

    @Test
    void whatEndedWhileNoDaemonWasThereHasItsExitCodeAndCallersAreServedWhenItIsBack() throws IOException {
        Path go = node.directory().resolve("go");
        node.library().allocate("jobs");
        KernelProcess process = node.library()
                .startShell("jobs", "short", "until [ -e " + go + " ]; do sleep 0.05; done; echo ends; exit 5");
        KernelProcess launcher = node.launcher();
        signal("STOP", launcher);
        try {
            node.killDaemon();
            Files.createFile(go);
            await().until(() -> !process.isAlive());
            try (Running caller = node.aurae("cell", "wait", "jobs", "short").start()) {
                signal("CONT", launcher);
                assertThat(caller.await().exitCode()).as(caller.stderr()).isEqualTo(5);
            }
        } finally {
            signal("CONT", launcher);
            Files.deleteIfExists(go);
        }
        assertThat(node.library().log("jobs", "short")).isEqualTo("ends\n");
    }

    @Test
    void aForegroundRunGoesOnAcrossARestartOfTheDaemon() {
        try (Running run = node.aurae(
                        "run",
                        "--rm",
                        "--name",
                        "box",
                        "busybox",
                        "--",
                        "sh",
                        "-c",
                        COUNT.replace(":", "[ $i -lt 1000 ]"))
                .start()) {
            await().until(() -> run.stdout().lines().count() > 20);

            node.killDaemon();

            Command.Result result = run.await();
            assertThat(result.exitCode()).as(result.stderr()).isZero();
            assertThat(result.stdout().lines()).hasSize(1000);
            assertNoGap(result.stdout());
        }
    }

    @Test
    void inputThatADeathCutsOffIsTold() {
        try (Running run = node.aurae("run", "--rm", "--interactive", "--name", "fed", "busybox", "--", "cat")
                .startOpen()) {
            run.type("one\n");
            await().until(run::stdout, "one\n"::equals);

            node.killDaemon();

            Command.Result result = run.await();
            assertThat(result.exitCode()).as(result.stderr()).isEqualTo(125);
            assertThat(result.stderr()).contains("standard input was cut off");
        }
    }

    @Test
    void whoSitsAtATerminalIsConnectedAgain() {
        try (Running run = node.aurae("run", "--rm", "-it", "--name", "box", "busybox", "--", "sh")
                .inTerminal()
                .startOpen()) {
            await().until(() -> run.stdout().contains("# "));

            node.killDaemon();

            await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                run.type("echo back-$((6*7))\n"); // what was typed while nobody was there is lost
                return run.stdout().contains("back-42");
            });
            run.type("exit 6\n");
            assertThat(run.await().exitCode()).as(run.stdout()).isEqualTo(6);
        }
    }

    @Test
    void whatRunsInAnInstanceOutlivesBothDaemons() {
        node.aurae("instance", "spawn", "tenant").orFail();
        node.library().allocate("tenant/jobs");
        int pid =
                (int) node.library().startShell("tenant/jobs", "counter", COUNT).pid();
        KernelProcess first = firstProcess("tenant");
        long before = lastLine("tenant/jobs", "counter");

        killNested(first);
        assertThat(node.aurae("cell", "list", "tenant/jobs").orFail()).contains("1 of 1 running");
        assertThat(node.library().status("tenant/jobs", "counter").getPid()).isEqualTo(pid);

        killNested(first);
        node.killDaemon();
        assertThat(node.library().status("tenant/jobs", "counter").getPid()).isEqualTo(pid);
        assertThat(firstProcess("tenant")).isEqualTo(first);
        await().until(() -> lastLine("tenant/jobs", "counter") > before + 100);
        assertNoGap(node.library().log("tenant/jobs", "counter"));
    }

    @Test
    void whatRunsThroughTheShimOutlivesAllOfUs() throws Exception {
        Shim shim = Shim.start(node);
        try {
            node.write("pod.json", """
                    {"metadata": {"name": "box", "namespace": "default", "uid": "1"}, "log_directory": "%s"}
                    """.formatted(node.directory()));
            node.write("container.json", """
                    {"metadata": {"name": "counter"}, "image": {"image": "busybox"}, "log_path": "counter.log", "command": ["sh", "-c", "%s"]}
                    """.formatted(COUNT));
            String id =
                    shim.crictl("run", path("container.json"), path("pod.json")).orFail();
            String before = shim.crictl("ps", "--output", "json").orFail();

            node.killDaemon();
            shim.kill();
            shim.restart();

            assertThat(shim.crictl("ps", "--output", "json").orFail()).isEqualTo(before);
            assertThat(shim.crictl("exec", "-s", id, "echo", "still here").orFail())
                    .isEqualTo("still here");
            assertNoGap(shim.crictl("logs", id).orFail());
            shim.crictl("rmp", "--force", "--all").orFail();
        } finally {
            shim.stop();
        }
    }

    /** Whatever a call was about to do: afterwards nothing is half done, or the trace of it would stay. */
    @Test
    void aDaemonKilledInTheMiddleOfARunLeavesNothingHalfDone() throws InterruptedException {
        Random random = new Random(20261122);
        node.aurae("pull", "busybox").orFail();
        for (int round = 0; round < 5; round++) {
            try (Running run = node.aurae("run", "--detach", "--name", "box" + round, "busybox", "--", "sleep", "600")
                    .start()) {
                await().until(() -> !run.isAlive() || names().contains("box"));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(150)); // the moment is what is tried here
                node.killDaemon();
                run.await();
            }
            for (PodStatus pod : pods()) {
                node.aurae("stop", "--time", "0", pod.getPod().getName()).orFail();
                node.aurae("rm", pod.getPod().getName()).orFail();
            }
        }
    }

    private String names() {
        try (var files = Files.list(node.directory().resolve("run/pods"))) {
            return files.toList().toString();
        } catch (IOException e) {
            return "";
        }
    }

    private List<PodStatus> pods() {
        return node.client()
                .pods()
                .list(PodServiceListRequest.getDefaultInstance())
                .getPodsList();
    }

    private KernelProcess firstProcess(String instance) {
        return new KernelProcess(
                node
                        .client()
                        .instances()
                        .list(InstanceServiceListRequest.getDefaultInstance())
                        .getInstancesList()
                        .stream()
                        .filter(status -> status.getInstance().getName().equals(instance))
                        .findFirst()
                        .orElseThrow()
                        .getPid());
    }

    private static void killNested(KernelProcess firstProcess) {
        List<KernelProcess> daemons = firstProcess.children("/runtime/bin/java");
        assertThat(daemons).hasSize(1);
        daemons.getFirst().kill();
        await().until(() -> !daemons.getFirst().isAlive());
    }

    private String path(String file) {
        return node.directory().resolve(file).toString();
    }

    private long lastLine(String cell, String executable) {
        return node.library().log(cell, executable).lines().count();
    }

    private static void assertNoGap(String log) {
        List<String> lines = new ArrayList<>(log.lines().toList());
        assertThat(lines).isNotEmpty();
        assertThat(lines)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, lines.size())
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private static void signal(String name, KernelProcess process) {
        Command.of("kill", "-" + name, Long.toString(process.pid())).orFail();
    }
}
