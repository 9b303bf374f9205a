// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.aurae.cri.v1.CgroupDriver;
import io.aurae.cri.v1.CheckpointContainerRequest;
import io.aurae.cri.v1.ExecRequest;
import io.aurae.cri.v1.NetworkConfig;
import io.aurae.cri.v1.PodSandboxStatusRequest;
import io.aurae.cri.v1.RemoveImageRequest;
import io.aurae.cri.v1.RuntimeConfig;
import io.aurae.cri.v1.RuntimeConfigRequest;
import io.aurae.cri.v1.StatusRequest;
import io.aurae.cri.v1.StatusResponse;
import io.aurae.cri.v1.UpdateRuntimeConfigRequest;
import io.aurae.cri.v1.UpdateRuntimeConfigResponse;
import io.aurae.cri.v1.VersionRequest;
import org.junit.jupiter.api.Test;

/** The whole shim over real sockets, in front of a node in memory: what is of no single kind. */
class ShimTest extends WithShim {
    @Test
    void theVersionNamesTheNode() {
        var version = caller.runtime().version(VersionRequest.getDefaultInstance());

        assertThat(version.getRuntimeName()).isEqualTo("aurae");
        assertThat(version.getRuntimeVersion()).isEqualTo("0.1.0");
        assertThat(version.getRuntimeApiVersion()).isEqualTo("v1");
    }

    @Test
    void aHealthyNodeIsReadyAndHasTheDefaultHandler() {
        StatusResponse status = caller.runtime().status(StatusRequest.getDefaultInstance());

        assertThat(status.getStatus().getConditionsList())
                .extracting("type", "status")
                .containsExactly(tuple("RuntimeReady", true), tuple("NetworkReady", true));
        assertThat(status.getRuntimeHandlersList()).extracting("name").containsExactly("");
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotReady() {
        sockets.stopNode();

        StatusResponse status = caller.runtime().status(StatusRequest.getDefaultInstance());

        assertThat(status.getStatus().getConditionsList()).extracting("status").containsExactly(false, false);
        assertThat(status.getStatus().getConditions(0).getReason()).isEqualTo("NodeUnreachable");
    }

    @Test
    void stoppingAndRemovingWhatIsAbsentSucceeds() {
        String absent = "0".repeat(32);
        caller.stop(absent);
        caller.remove(absent);
        caller.stopContainer(absent + absent);
        caller.removeContainer(absent + absent);
        caller.stop("abc");
        caller.removeContainer("abc");
        caller.images()
                .removeImage(RemoveImageRequest.newBuilder()
                        .setImage(Caller.image("nope"))
                        .build());
    }

    @Test
    void theStatusOfWhatIsAbsentIsNotFound() {
        assertThatThrownBy(() -> caller.status("0".repeat(64))).hasMessageContaining("NOT_FOUND: container '000");
        assertThatThrownBy(() -> caller.runtime()
                        .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                                .setPodSandboxId("abc")
                                .build()))
                .hasMessage("NOT_FOUND: pod sandbox 'abc' does not exist");
    }

    @Test
    void theAddressesOfPodsAreLeftToTheNode() {
        UpdateRuntimeConfigRequest request = UpdateRuntimeConfigRequest.newBuilder()
                .setRuntimeConfig(RuntimeConfig.newBuilder()
                        .setNetworkConfig(NetworkConfig.newBuilder().setPodCidr("10.1.0.0/24")))
                .build();

        assertThat(caller.runtime().updateRuntimeConfig(request))
                .isEqualTo(UpdateRuntimeConfigResponse.getDefaultInstance());
        assertThat(caller.runtime()
                        .runtimeConfig(RuntimeConfigRequest.getDefaultInstance())
                        .getLinux()
                        .getCgroupDriver())
                .isEqualTo(CgroupDriver.CGROUPFS);
    }

    @Test
    void aMethodThatIsNotServedIsNamed() {
        assertThatThrownBy(() -> caller.runtime().checkpointContainer(CheckpointContainerRequest.getDefaultInstance()))
                .hasMessage("UNIMPLEMENTED: Method runtime.v1.RuntimeService/CheckpointContainer is unimplemented");
        assertThatThrownBy(() -> caller.runtime().exec(ExecRequest.getDefaultInstance()))
                .hasMessage("UNIMPLEMENTED: Method runtime.v1.RuntimeService/Exec is unimplemented");
    }
}
