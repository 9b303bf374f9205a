// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a daemon that may not be there. */
record Probe(ClientConfig access, Path socket) {
    private static final int LIMIT_SECONDS = 5;

    /** What it answers; empty when it does not, or not as a healthy one. */
    Optional<DiscoverResponse> ask() {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (AuraeClient client = AuraeClient.open(access)) {
            DiscoverResponse answer = client.discovery()
                    .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .discover(DiscoverRequest.getDefaultInstance());
            return Optional.of(answer).filter(DiscoverResponse::getHealthy);
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
