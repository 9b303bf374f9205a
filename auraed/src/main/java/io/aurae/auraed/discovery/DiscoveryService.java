// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.discovery;

import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Supplier;

/** Adapts the call of {@code aurae.discovery.v0}. */
public final class DiscoveryService extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {
    private final String version;
    private final String host;
    private final String spiffeId;
    private final Supplier<List<String>> problems;

    /** @param problems what does not work now, a sentence each */
    public DiscoveryService(String version, String host, String spiffeId, Supplier<List<String>> problems) {
        this.version = version;
        this.host = host;
        this.spiffeId = spiffeId;
        this.problems = problems;
    }

    @Override
    public void discover(DiscoverRequest request, StreamObserver<DiscoverResponse> answer) {
        List<String> now = problems.get();
        answer.onNext(DiscoverResponse.newBuilder()
                .setHealthy(now.isEmpty())
                .setVersion(version)
                .setHost(host)
                .setSpiffeId(spiffeId)
                .addAllProblems(now)
                .build());
        answer.onCompleted();
    }
}
