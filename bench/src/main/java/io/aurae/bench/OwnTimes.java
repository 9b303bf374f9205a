// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.instances.v0.Instance;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What only ours has, in milliseconds.
 *
 * @param ps the command line's list of what runs, as a whole process
 * @param firstCall to an instance that sleeps, from connecting to the answer, mutual TLS included
 * @param warmCall a call that the daemon answers from memory, on a connection that has served many
 * @param restart from the kill of a daemon with many pods to its first answer to a new connection
 */
record OwnTimes(List<Double> ps, List<Double> firstCall, List<Double> warmCall, List<Double> restart) {
    private static final int PROCESSES = 11;
    private static final int INSTANCES = 5;
    private static final int CALLS = 1000;
    private static final int RESTARTS = 3;

    static final OwnTimes NONE = new OwnTimes(List.of(), List.of(), List.of(), List.of());

    OwnTimes {
        ps = List.copyOf(ps);
        firstCall = List.copyOf(firstCall);
        warmCall = List.copyOf(warmCall);
        restart = List.copyOf(restart);
    }

    /** @param pods how many are to be up when the daemon is killed */
    static OwnTimes measure(Aurae aurae, Subject subject, int pods) throws InterruptedException {
        Path client = aurae.clientConfig(subject.enclosure());
        List<Double> ps = ps(aurae.command(subject.enclosure(), "ps"));
        return new OwnTimes(ps, firstCalls(client), warmCalls(client), restarts(client, subject, pods));
    }

    private static List<Double> warmCalls(Path client) {
        List<Double> millis = new ArrayList<>();
        try (AuraeClient node = AuraeClient.open(ClientConfig.load(client))) {
            for (int i = 0; i < 2 * CALLS; i++) {
                long begin = System.nanoTime();
                var _ = node.discovery().discover(DiscoverRequest.getDefaultInstance());
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return millis.subList(CALLS, millis.size());
    }

    private static List<Double> restarts(Path client, Subject subject, int pods) throws InterruptedException {
        Samples unused = new Samples();
        while (subject.podCount() < pods) {
            subject.raise(0, unused);
        }
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < RESTARTS; i++) {
            ProcessHandle daemon = daemon(subject.enclosure());
            long begin = System.nanoTime();
            daemon.destroyForcibly();
            daemon.onExit().join();
            try (AuraeClient node = AuraeClient.open(ClientConfig.load(client))) {
                var _ = node.discovery().discover(DiscoverRequest.getDefaultInstance());
            }
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        return millis;
    }

    /** The JVM behind the launcher. */
    private static ProcessHandle daemon(Enclosure enclosure) {
        return enclosure.processes().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(process -> process.info().commandLine().orElse("").contains("/lib/auraed.jar"))
                .findFirst()
                .orElseThrow(() -> BenchException.failed("no daemon runs; see " + enclosure.log()));
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

    private static List<Double> firstCalls(Path clientConfig) {
        ClientConfig config = ClientConfig.load(clientConfig);
        List<Double> millis = new ArrayList<>();
        try (AuraeClient node = AuraeClient.open(config)) {
            firstCall(node, config, "bench-warm-up");
            for (int i = 0; i < INSTANCES; i++) {
                millis.add(firstCall(node, config, "bench-" + i));
            }
        }
        return millis;
    }

    private static double firstCall(AuraeClient node, ClientConfig config, String name) {
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
                return (System.nanoTime() - begin) / 1e6;
            }
        } finally {
            node.instances()
                    .free(InstanceServiceFreeRequest.newBuilder().setName(name).build());
        }
    }
}
