// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.PodSandbox;
import io.aurae.cri.v1.PodSandboxFilter;
import io.aurae.cri.v1.PodSandboxState;
import io.aurae.cri.v1.PodSandboxStateValue;
import io.aurae.cri.v1.PodSandboxStatus;
import io.aurae.cri.v1.PodSandboxStatusRequest;
import io.aurae.cri.v1.RunPodSandboxRequest;
import io.aurae.cri.v1.UpdatePodSandboxResourcesRequest;
import io.aurae.cri.v1.UpdatePodSandboxResourcesResponse;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodStatus;
import org.junit.jupiter.api.Test;

/** Sandboxes over the whole shim, in front of a node in memory. */
class ShimSandboxesTest extends WithShim {
    @Test
    void aSandboxIsAPodWithItsAddresses() {
        String id = caller.run();

        PodSandboxStatus status = caller.runtime()
                .podSandboxStatus(
                        PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build())
                .getStatus();

        assertThat(status.getState()).isEqualTo(PodSandboxState.SANDBOX_READY);
        assertThat(status.getMetadata()).isEqualTo(caller.pod().getMetadata());
        assertThat(status.getLabelsMap()).isEqualTo(caller.pod().getLabelsMap());
        assertThat(status.getAnnotationsMap()).isEqualTo(caller.pod().getAnnotationsMap());
        assertThat(status.getNetwork().getIp()).isEqualTo("10.0.0.7");
        assertThat(status.getNetwork().getAdditionalIps(0).getIp()).isEqualTo("fd00::7");
        assertThat(status.getCreatedAt()).isPositive();
        assertThat(node.pods.get(id).getPod().getHostname()).isEqualTo("web");
    }

    @Test
    void runningTheSameSandboxAgainAnswersTheSame() {
        assertThat(caller.run()).isEqualTo(caller.run());
        assertThat(node.pods).hasSize(1);
    }

    @Test
    void aStoppedSandboxIsNotRunAgainAndNotLost() {
        String id = caller.run();
        caller.stop(id);

        assertThatThrownBy(caller::run)
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("stopped");
        assertThat(node.pods).containsKey(id);
    }

    @Test
    void aSandboxThatCannotStartLeavesNoPod() {
        node.networkBroken = true;

        assertThatThrownBy(caller::run).hasMessage("UNAVAILABLE: plugin 'bridge' failed");
        assertThat(node.pods).isEmpty();
    }

    @Test
    void listsHaveOnlyTheShimsOwnAndOnlyWhatFits() {
        String id = caller.run();
        node.pods.put(
                "other",
                PodStatus.newBuilder().setPod(Pod.newBuilder().setName("other")).build());

        assertThat(caller.sandboxes(PodSandboxFilter.getDefaultInstance()))
                .extracting(PodSandbox::getId)
                .containsExactly(id);
        assertThat(caller.sandboxes(
                        PodSandboxFilter.newBuilder().setId(id.substring(0, 5)).build()))
                .hasSize(1);
        assertThat(caller.sandboxes(PodSandboxFilter.newBuilder()
                        .putLabelSelector("app", "web")
                        .build()))
                .hasSize(1);
        assertThat(caller.sandboxes(PodSandboxFilter.newBuilder()
                        .putLabelSelector("app", "db")
                        .build()))
                .isEmpty();
        assertThat(caller.sandboxes(PodSandboxFilter.newBuilder()
                        .setState(PodSandboxStateValue.newBuilder().setState(PodSandboxState.SANDBOX_NOTREADY))
                        .build()))
                .isEmpty();
    }

    @Test
    void whoChangedAPodsControlGroupMayTellOfIt() {
        UpdatePodSandboxResourcesRequest request = UpdatePodSandboxResourcesRequest.newBuilder()
                .setPodSandboxId(caller.run())
                .build();

        assertThat(caller.runtime().updatePodSandboxResources(request))
                .isEqualTo(UpdatePodSandboxResourcesResponse.getDefaultInstance());
        assertThatThrownBy(() -> caller.runtime()
                        .updatePodSandboxResources(request.toBuilder()
                                .setPodSandboxId("0".repeat(32))
                                .build()))
                .hasMessageStartingWith("NOT_FOUND: pod sandbox '000");
    }

    @Test
    void anUnknownRuntimeHandlerIsRefused() {
        assertThatThrownBy(() -> caller.runtime()
                        .runPodSandbox(RunPodSandboxRequest.newBuilder()
                                .setConfig(caller.pod())
                                .setRuntimeHandler("kata")
                                .build()))
                .hasMessage("NOT_FOUND: runtime handler 'kata' does not exist");
    }
}
