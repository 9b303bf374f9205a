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
 */
record OwnTimes(List<Double> ps, List<Double> firstCall) {
    private static final int PROCESSES = 11;
    private static final int INSTANCES = 5;

    static final OwnTimes NONE = new OwnTimes(List.of(), List.of());

    OwnTimes {
        ps = List.copyOf(ps);
        firstCall = List.copyOf(firstCall);
    }

    static OwnTimes measure(Aurae aurae, Enclosure enclosure) throws InterruptedException {
        return new OwnTimes(ps(aurae.command(enclosure, "ps")), firstCalls(aurae.clientConfig(enclosure)));
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
