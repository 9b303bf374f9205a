// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.instances.v0.Instance;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import java.util.ArrayList;
import java.util.List;

/** Measures what only ours has, after the times and with the idle pods up. Used by one thread. */
final class OwnRun {
    private static final int PROCESSES = 11;
    private static final int INSTANCES = 5;
    private static final int CALLS = 1000;
    private static final int RESTARTS = 3;

    private final Aurae aurae;
    private final Subject subject;
    private final ClientConfig config;
    private final List<Double> nested = new ArrayList<>();

    OwnRun(Aurae aurae, Subject subject) {
        this.aurae = aurae;
        this.subject = subject;
        this.config = ClientConfig.load(aurae.clientConfig(subject.enclosure()));
    }

    /** @param pods how many are to be up when the daemon is killed */
    Own run(int pods) throws InterruptedException {
        List<Double> shim = List.of(memory(process("/lib/aurae-cri-shim.jar", false)));
        List<Double> ps = ps(aurae.command(subject.enclosure(), "ps"));
        List<Double> first = firstCalls();
        List<Double> warm = warmCalls();
        raise(pods);
        List<Double> daemon = List.of(memory(daemon()));
        return new Own(ps, first, warm, restarts(), shim, nested, daemon);
    }

    private void raise(int pods) throws InterruptedException {
        Samples unused = new Samples();
        while (subject.podCount() < pods) {
            subject.raise(0, unused);
        }
        IdlePods.settle();
    }

    private static double memory(ProcessHandle process) {
        return Memory.pss(List.of(process.pid()));
    }

    /** The JVM behind the launcher. */
    private ProcessHandle daemon() {
        return process("/lib/auraed.jar", false);
    }

    private ProcessHandle process(String jar, boolean nestedOne) {
        return subject.enclosure().processes().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(process -> isOf(process, jar, nestedOne))
                .findFirst()
                .orElseThrow(() -> BenchException.failed("no process runs '" + jar + "'; see "
                        + subject.enclosure().log()));
    }

    private static boolean isOf(ProcessHandle process, String jar, boolean nestedOne) {
        String words = process.info().commandLine().orElse("");
        return words.contains(jar) && words.contains("--nested") == nestedOne;
    }

    private List<Double> warmCalls() {
        List<Double> millis = new ArrayList<>();
        try (AuraeClient node = AuraeClient.open(config)) {
            for (int i = 0; i < 2 * CALLS; i++) {
                long begin = System.nanoTime();
                var _ = node.discovery().discover(DiscoverRequest.getDefaultInstance());
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return millis.subList(CALLS, millis.size());
    }

    private List<Double> restarts() {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < RESTARTS; i++) {
            ProcessHandle daemon = daemon();
            long begin = System.nanoTime();
            daemon.destroyForcibly();
            daemon.onExit().join();
            try (AuraeClient node = AuraeClient.open(config)) {
                var _ = node.discovery().discover(DiscoverRequest.getDefaultInstance());
            }
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        return millis;
    }

    private static List<Double> ps(List<String> command) throws InterruptedException {
        Program.run(command);
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            long begin = System.nanoTime();
            Program.run(command);
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        return millis;
    }

    private List<Double> firstCalls() {
        List<Double> millis = new ArrayList<>();
        try (AuraeClient node = AuraeClient.open(config)) {
            firstCall(node, "bench-warm-up");
            for (int i = 0; i < INSTANCES; i++) {
                millis.add(firstCall(node, "bench-" + i));
            }
        }
        return millis;
    }

    private double firstCall(AuraeClient node, String name) {
        Instance instance = Instance.newBuilder().setName(name).build();
        String socket = node.instances()
                .spawn(InstanceServiceSpawnRequest.newBuilder()
                        .setInstance(instance)
                        .build())
                .getStatus()
                .getSocket();
        try {
            long begin = System.nanoTime();
            try (AuraeClient client = AuraeClient.open(config.withSocket(socket))) {
                client.discovery().discover(DiscoverRequest.getDefaultInstance());
                double millis = (System.nanoTime() - begin) / 1e6;
                nested.add(memory(process("/lib/auraed.jar", true)));
                return millis;
            }
        } finally {
            node.instances()
                    .free(InstanceServiceFreeRequest.newBuilder().setName(name).build());
        }
    }
}
