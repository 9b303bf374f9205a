// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.ClientConfig;
import io.aurae.identity.Authority;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc.DiscoveryServiceImplBase;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceFreeResponse;
import io.aurae.proto.instances.v0.InstanceServiceGrpc.InstanceServiceImplBase;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.instances.v0.InstanceServiceListResponse;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import io.aurae.proto.instances.v0.InstanceServiceSpawnResponse;
import io.aurae.proto.instances.v0.InstanceState;
import io.aurae.proto.instances.v0.InstanceStatus;
import io.aurae.rpc.AuraeServer;
import io.aurae.rpc.AuraeServerBuilder;
import io.grpc.stub.StreamObserver;
import io.spiffe.spiffeid.TrustDomain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The standard library on a real socket with real identities, and nothing behind it; and the command line pointed at it. */
final class FakeNode implements AutoCloseable {
    /** How a command line ended. */
    record Outcome(int code, String out, String err) {}

    final FakeImages images = new FakeImages();
    final FakeCells cells = new FakeCells();
    final FakePods pods = new FakePods(cells);
    final Map<String, InstanceStatus> instances = new ConcurrentSkipListMap<>();

    private final List<String> problems = new ArrayList<>();
    private final Path config;
    private final AuraeServer server;
    private boolean closed;

    FakeNode(Path directory) {
        TrustDomain domain = SpiffeIds.trustDomain("nivenly.com");
        Authority authority = Authority.create(directory.resolve("pki"), domain);
        IdentityFiles node = authority.issue(Leaf.node(domain, "alice"), directory.resolve("pki"), "node");
        IdentityFiles user = authority.issue(Leaf.user(domain, "tester"), directory.resolve("pki"), "tester");
        Path socket = directory.resolve("aurae.sock");
        config = directory.resolve("config");
        new ClientConfig(user, socket.toString()).write(config);
        server = serve(socket, node);
    }

    /** Serves what {@code up} has made, as the daemon would. */
    FakeNode(Path socket, IdentityFiles node, List<String> problems) {
        config = Path.of("/nowhere");
        this.problems.addAll(problems);
        server = serve(socket, node);
    }

    private AuraeServer serve(Path socket, IdentityFiles node) {
        return AuraeServerBuilder.onSocket(socket, node)
                .service(images)
                .service(cells)
                .service(pods)
                .service(new Discovery())
                .service(new Instances())
                .audit(line -> {})
                .start();
    }

    Path config() {
        return config;
    }

    Outcome run(String... words) {
        return runWithInput("", words);
    }

    Outcome runWithInput(String input, String... words) {
        List<String> line = new ArrayList<>(List.of("--config", config.toString()));
        line.addAll(List.of(words));
        return runLine(input, line.toArray(String[]::new));
    }

    static Outcome runLine(String input, String... line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Streams streams = new Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int code = Main.run(streams, line);
        streams.out().flush();
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            server.close();
        }
    }

    private final class Discovery extends DiscoveryServiceImplBase {
        @Override
        public void discover(DiscoverRequest request, StreamObserver<DiscoverResponse> responses) {
            responses.onNext(DiscoverResponse.newBuilder()
                    .setHealthy(problems.isEmpty())
                    .addAllProblems(problems)
                    .setVersion("1.2.3")
                    .setHost("alice")
                    .setSpiffeId("spiffe://nivenly.com/node/alice")
                    .build());
            responses.onCompleted();
        }
    }

    private final class Instances extends InstanceServiceImplBase {
        @Override
        public void spawn(InstanceServiceSpawnRequest request, StreamObserver<InstanceServiceSpawnResponse> responses) {
            InstanceStatus status = InstanceStatus.newBuilder()
                    .setInstance(request.getInstance())
                    .setState(InstanceState.INSTANCE_STATE_RUNNING)
                    .setPid(7)
                    .setSocket("/run/x.sock")
                    .build();
            instances.put(request.getInstance().getName(), status);
            responses.onNext(
                    InstanceServiceSpawnResponse.newBuilder().setStatus(status).build());
            responses.onCompleted();
        }

        @Override
        public void free(InstanceServiceFreeRequest request, StreamObserver<InstanceServiceFreeResponse> responses) {
            instances.remove(request.getName());
            responses.onNext(InstanceServiceFreeResponse.getDefaultInstance());
            responses.onCompleted();
        }

        @Override
        public void list(InstanceServiceListRequest request, StreamObserver<InstanceServiceListResponse> responses) {
            responses.onNext(InstanceServiceListResponse.newBuilder()
                    .addAllInstances(instances.values())
                    .build());
            responses.onCompleted();
        }
    }
}
