// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.node.Trouble;
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

    /** What it answers, healthy or not; empty when it does not. */
    Optional<DiscoverResponse> ask() {
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (AuraeClient client = AuraeClient.open(access)) {
            return Optional.of(client.discovery()
                    .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .discover(DiscoverRequest.getDefaultInstance()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Why it cannot be used; empty when it can. A daemon that has found problems keeps them until it starts anew. */
    Optional<Trouble> trouble() {
        Optional<DiscoverResponse> answer = ask();
        if (answer.isEmpty()) {
            return Optional.of(new Trouble("does not answer on '" + socket + "'", false));
        }
        if (answer.get().getHealthy()) {
            return Optional.empty();
        }
        String problems = String.join("; ", answer.get().getProblemsList());
        return Optional.of(new Trouble("is not healthy: " + problems, !problems.isEmpty()));
    }
}
