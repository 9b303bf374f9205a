// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Library;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Shim;
import io.aurae.proto.cells.v0.ExecutableState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For ten minutes (or {@code -Daurae.soak.seconds}) something of ours is killed every few seconds, while callers start, stop, exec and read. */
@OnNode
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class KillsSoakIT {
    private static final long SECONDS = Long.getLong("aurae.soak.seconds", 600);
    private static final String COUNT = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done";
    /** The same in words of its own: what runs in an instance has another number there, and is found by its words. */
    private static final String COUNT_INSIDE = ": inside; " + COUNT;

    private static final int CODES = 120;

    /** What is asked for while daemons die comes late. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Node node;
    private final Random random = new Random(20261122);
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger servedInside = new AtomicInteger();
    private final AtomicInteger servedByShim = new AtomicInteger();
    private int nestedKills;

    KillsSoakIT(Node node) {
        this.node = node;
    }

    @Test
    void nothingIsLostAndEverybodyIsServed() throws Exception {
        Shim shim = Shim.start(node);
        try {
            underKills(shim);
            shim.crictl("rmp", "--force", "--all").orFail();
        } finally {
            shim.stop();
        }
    }

    private void underKills(Shim shim) throws Exception {
        node.aurae("instance", "spawn", "tenant").orFail();
        for (String cell : List.of("jobs", "kept", "tenant/kept")) {
            node.library().allocate(cell);
        }
        KernelProcess kept = node.library().startShell("kept", "counter", COUNT);
        node.library().startShell("tenant/kept", "counter", COUNT_INSIDE);
        KernelProcess nested = KernelProcess.running("/bin/sh -c " + COUNT_INSIDE);
        List<String> ticks = List.of(kept.startTicks(), nested.startTicks());
        String container = container(shim);
        int kills;
        try (Load jobs = Load.start(node, "jobs", this::job);
                Load execs = Load.start(node, "execs", (library, number) -> exec("kept:counter", served));
                Load inside =
                        Load.start(node, "inside", (library, number) -> exec("tenant/kept:counter", servedInside));
                Load pods = Load.start(node, "pods", (library, number) -> pod(number));
                Load cri = Load.start(node, "cri", (library, number) -> execInContainer(shim, container))) {
            kills = killFor(SECONDS, shim, List.of(jobs, execs, inside, pods, cri));
            System.out.printf(
                    "%d kills in %d s, %d of nested daemons; jobs %d, execs %d, in the instance %d, pods %d, through the shim %d%n",
                    kills, SECONDS, nestedKills, jobs.end(), execs.end(), inside.end(), pods.end(), cri.end());
        }
        assertThat(served.get()).as("execs between the kills").isGreaterThan(kills / 2);
        assertThat(nestedKills).as("nested daemons killed").isGreaterThan(kills / 4);
        assertThat(servedInside.get())
                .as("execs in the instance between the kills")
                .isGreaterThan(kills / 4);
        assertThat(servedByShim.get())
                .as("execs through the shim between the kills")
                .isGreaterThan(kills / 2);
        assertThat(kept.isAlive()).as("what runs on the node").isTrue();
        assertThat(nested.isAlive()).as("what runs in the instance").isTrue();
        assertThat(List.of(kept.startTicks(), nested.startTicks())).isEqualTo(ticks);
        assertNoGap(node.library().log("kept", "counter"));
        assertNoGap(node.library().log("tenant/kept", "counter"));
        assertNoGap(shim.crictl("logs", container).orFail());
    }

    private int killFor(long seconds, Shim shim, List<Load> loads) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int kills = 0;
        while (System.nanoTime() < end && loads.stream().noneMatch(Load::hasFailed)) {
            TimeUnit.MILLISECONDS.sleep(1500 + random.nextInt(4000)); // the moments are what is tried here
            int which = random.nextInt(7) + 1;
            if ((which & 1) != 0) {
                node.daemon().kill();
            }
            if ((which & 2) != 0) {
                List<KernelProcess> awake = nestedDaemons();
                awake.forEach(KernelProcess::kill);
                nestedKills += awake.size();
            }
            if ((which & 4) != 0) {
                shim.kill();
                shim.restart();
            }
            kills++;
        }
        return kills;
    }

    /** Starts a process, and learns how it ended and what it wrote, whoever dies meanwhile. */
    private void job(Library library, int number) {
        String name = "job" + number;
        int code = number % CODES;
        Load.whateverDies(library, calls -> {
            if (calls.cells("jobs").getFirst().getExecutablesList().stream()
                    .noneMatch(status -> status.getExecutable().getName().equals(name)
                            && status.getState() != ExecutableState.EXECUTABLE_STATE_CREATED)) {
                calls.startShell("jobs", name, "echo began; sleep 0.2; echo ended; exit " + code);
            }
        });
        Load.whateverDies(library, calls -> {
            assertThat(calls.await("jobs", name).getExitCode()).as(name).isEqualTo(code);
        });
        Load.whateverDies(library, calls -> {
            assertThat(calls.log("jobs", name)).as(name).isEqualTo("began\nended\n");
        });
        if (number % CODES == CODES - 1) {
            Load.whateverDies(library, calls -> calls.free("jobs"));
            Load.whateverDies(library, calls -> calls.allocate("jobs"));
        }
    }

    /** An exec ends with the daemon that carries it; one that ends well has its output. */
    private void exec(String executable, AtomicInteger served) {
        Command.Result result = node.aurae("exec", executable, "echo", "here").run();
        if (result.exitCode() == 0) {
            assertThat(result.stdout()).isEqualTo("here\n");
            served.incrementAndGet();
        }
    }

    private void execInContainer(Shim shim, String container) {
        Command.Result result =
                shim.crictl("exec", "-s", container, "echo", "here").run();
        if (result.exitCode() == 0) {
            assertThat(result.stdout().strip()).isEqualTo("here"); // crictl adds lines
            servedByShim.incrementAndGet();
        }
    }

    /** What a run left that was cut off can be removed, and removing it is repeated until it is gone. */
    private void pod(int number) {
        String name = "pod" + number;
        node.aurae("run", "--detach", "--name", name, "busybox", "--", "sleep", "600")
                .run();
        await().atMost(PATIENCE)
                .until(() -> node.aurae("stop", "--time", "0", name).run().exitCode() == 0 || isGone(name));
        await().atMost(PATIENCE).until(() -> node.aurae("rm", name).run().exitCode() == 0 || isGone(name));
    }

    private boolean isGone(String pod) {
        Command.Result rows = node.aurae("ps", "--all").run();
        return rows.exitCode() == 0 && !rows.stdout().contains(pod);
    }

    private String container(Shim shim) throws IOException {
        Path pod = node.write("soak-pod.json", """
                {"metadata": {"name": "box", "namespace": "default", "uid": "1"}, "log_directory": "%s"}
                """.formatted(node.directory()));
        Path container = node.write("soak-container.json", """
                {"metadata": {"name": "counter"}, "image": {"image": "busybox"}, "log_path": "soak-counter.log", "command": ["sh", "-c", "%s"]}
                """.formatted(COUNT));
        return shim.crictl("run", container.toString(), pod.toString()).orFail();
    }

    private List<KernelProcess> nestedDaemons() {
        return KernelProcess.all().stream()
                .filter(process -> process.commandLine().contains("/runtime/bin/java")
                        && process.commandLine().contains(" --nested")
                        && process.cgroups().contains("/" + node.name() + "/"))
                .toList();
    }

    private static void assertNoGap(String log) {
        List<String> lines = log.lines().toList();
        assertThat(lines).isNotEmpty();
        assertThat(lines)
                .isEqualTo(IntStream.rangeClosed(1, lines.size())
                        .mapToObj(Integer::toString)
                        .toList());
    }
}
