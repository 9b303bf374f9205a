// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.aurae.cri.v1.RuntimeProto;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.PlainSocket;
import io.aurae.e2e.Shim;
import io.aurae.proto.node.v0.NodeServiceCheckRequest;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same as {@link GeneratedRequestsIT} for the services of the shim, by the same properties. */
@OnNode
class GeneratedCriRequestsIT {
    /** The shim answers what it does not serve with UNIMPLEMENTED, which callers know how to take. */
    private static final Map<String, Set<Code>> DOCUMENTED = Stream.of(
                    "RuntimeService.StreamPodSandboxes",
                    "RuntimeService.StreamContainers",
                    "RuntimeService.StreamContainerStats",
                    "RuntimeService.StreamPodSandboxStats",
                    "RuntimeService.StreamPodSandboxMetrics",
                    "RuntimeService.Exec",
                    "RuntimeService.Attach",
                    "RuntimeService.PortForward",
                    "RuntimeService.UpdateRuntimeConfig",
                    "RuntimeService.CheckpointContainer",
                    "RuntimeService.CheckpointPod",
                    "RuntimeService.RestorePod",
                    "RuntimeService.GetContainerEvents",
                    "RuntimeService.ListMetricDescriptors",
                    "RuntimeService.ListPodSandboxMetrics",
                    "RuntimeService.UpdatePodSandboxResources",
                    "ImageService.StreamImages")
            .collect(Collectors.toMap(name -> "runtime.v1." + name, name -> Set.of(Code.UNIMPLEMENTED)));

    private final Node node;

    GeneratedCriRequestsIT(Node node) {
        this.node = node;
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyMethodOfTheShimRefusesWhatIsWrongAndLeavesNothing() throws Exception {
        Restraint.to(Files.createDirectories(node.directory().resolve("hostile/a/b/files")), "/" + node.name());
        KernelProcess daemon = node.daemon();
        Shim shim = Shim.start(node);
        try (PlainSocket socket = PlainSocket.open(shim.socket())) {
            CriStage stage = new CriStage(socket.channel());
            stage.set();
            Round round = new Round(socket.channel(), stage, new Verdict(DOCUMENTED));
            for (MethodDescriptor method : methods()) {
                Random random = new Random(Chosen.SEED ^ method.getFullName().hashCode());
                round.of(
                        method,
                        new HostileRequests(stage.sound(), random, Chosen.CALLS, Chosen.COMBINATIONS).of(method));
            }
            round.assertSound();
            assertThat(shim.isAlive()).isTrue();
        } finally {
            shim.stop();
        }
        node.freeAll();
        assertThat(node.daemon()).isEqualTo(daemon);
        assertThat(node.client()
                        .node()
                        .check(NodeServiceCheckRequest.getDefaultInstance())
                        .getFindingsList())
                .isEmpty();
    }

    private static Iterable<MethodDescriptor> methods() {
        return RuntimeProto.getDescriptor().getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(Chosen::is)
                .toList();
    }
}
