// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.pods.v0.PodState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says how the node is and how much is on it. */
@Command(
        name = "status",
        header = "Say how the node is and how much is on it.",
        description = "Ends with 1 when auraed answers but is not healthy.",
        footer = {"  aurae status", "  aurae status --output yaml"})
final class StatusVerb implements Callable<Integer> {
    /** The answer as programs get it. */
    private record Summary(
            String host,
            String spiffeId,
            String version,
            boolean healthy,
            List<String> problems,
            int pods,
            long podsRunning,
            int instances,
            int executables,
            long executablesRunning,
            int images) {

        @Override
        public String toString() {
            String health = healthy ? "healthy" : "not healthy: " + String.join("; ", problems);
            return """
                    host         %s
                    identity     %s
                    auraed       %s, %s
                    pods         %d, %d running
                    executables  %d, %d running
                    instances    %d
                    images       %d
                    """.formatted(
                            host,
                            spiffeId,
                            version,
                            health,
                            pods,
                            podsRunning,
                            executables,
                            executablesRunning,
                            instances,
                            images);
        }
    }

    private final Aurae aurae;

    StatusVerb(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        Summary summary;
        try (AuraeClient client = aurae.connect()) {
            summary = summarize(client);
        }
        aurae.output().show(() -> summary, () -> Documents.ofRecord(summary));
        return summary.healthy() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Summary summarize(AuraeClient client) {
        DiscoverResponse node = client.discovery().discover(DiscoverRequest.getDefaultInstance());
        Workloads workloads = Workloads.read(client);
        int instances = client.instances()
                .list(InstanceServiceListRequest.getDefaultInstance())
                .getInstancesCount();
        List<Image> images = client.images()
                .list(ImageServiceListRequest.getDefaultInstance())
                .getImagesList();
        return new Summary(
                node.getHost(),
                node.getSpiffeId(),
                node.getVersion(),
                node.getHealthy(),
                node.getProblemsList(),
                workloads.pods().size(),
                workloads.pods().stream()
                        .filter(pod -> pod.getState() == PodState.POD_STATE_RUNNING)
                        .count(),
                instances,
                workloads.all().size(),
                workloads.all().stream().filter(Workload::isRunning).count(),
                images.size());
    }
}
