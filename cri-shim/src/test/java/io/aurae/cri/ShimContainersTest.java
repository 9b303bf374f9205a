// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.ContainerFilter;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.ExecSyncResponse;
import io.aurae.cri.v1.StopContainerRequest;
import org.junit.jupiter.api.Test;

/** Containers over the whole shim, in front of a node in memory. */
class ShimContainersTest extends WithShim {
    @Test
    void aContainerGoesFromCreatedOverRunningToExited() {
        String id = caller.create(caller.run());
        assertThat(caller.status(id).getState()).isEqualTo(ContainerState.CONTAINER_CREATED);

        caller.start(id);
        caller.start(id);
        assertThat(caller.status(id).getState()).isEqualTo(ContainerState.CONTAINER_RUNNING);
        assertThat(caller.status(id.substring(0, 13)).getId()).isEqualTo(id);
        assertThat(caller.status(id).getImage().getImage()).isEqualTo("docker.io/library/nginx:latest");
        assertThat(caller.status(id).getImageRef()).startsWith("docker.io/library/nginx@sha256:");
        assertThat(caller.status(id).getImageId()).isEqualTo(FakeImages.NGINX.getId());
        assertThat(caller.status(id).getLogPath()).isEqualTo(directory + "/nginx.log");

        node.end(new ContainerId(id).cell(), 3);
        assertThat(caller.status(id).getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
        assertThat(caller.status(id).getExitCode()).isEqualTo(3);
        assertThat(caller.status(id).getReason()).isEqualTo("Error");
        assertThatThrownBy(() -> caller.start(id)).hasMessageContaining("FAILED_PRECONDITION");

        caller.removeContainer(id);
        caller.removeContainer(id);
        assertThat(caller.containers(ContainerFilter.getDefaultInstance())).isEmpty();
    }

    @Test
    void creatingTheSameContainerAgainAnswersTheSame() {
        String sandbox = caller.run();

        assertThat(caller.create(sandbox)).isEqualTo(caller.create(sandbox));
    }

    @Test
    void containersAreFoundBySandboxStateAndLabel() {
        String sandbox = caller.run();
        String id = caller.create(sandbox);

        assertThat(caller.containers(
                        ContainerFilter.newBuilder().setPodSandboxId(sandbox).build()))
                .containsExactly(id);
        assertThat(caller.containers(ContainerFilter.newBuilder()
                        .setPodSandboxId("f".repeat(32))
                        .build()))
                .isEmpty();
        assertThat(caller.containers(ContainerFilter.newBuilder()
                        .putLabelSelector("tier", "front")
                        .build()))
                .containsExactly(id);
        assertThat(caller.containers(ContainerFilter.newBuilder()
                        .putLabelSelector("tier", "back")
                        .build()))
                .isEmpty();
    }

    @Test
    void stoppingAContainerPassesTheTimeoutOn() {
        String id = caller.create(caller.run());
        caller.start(id);

        caller.runtime()
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(id)
                        .setTimeout(7)
                        .build());

        assertThat(node.lastStop.getGracePeriod().getSeconds()).isEqualTo(7);
        assertThat(node.lastStop.getExecutableName()).isEqualTo("main");
    }

    @Test
    void aContainerNeedsItsSandboxAndItsImage() {
        assertThatThrownBy(() -> caller.create("0".repeat(32))).hasMessageContaining("NOT_FOUND: pod sandbox '0");
        String sandbox = caller.run();
        node.images.byId.clear();
        assertThatThrownBy(() -> caller.createWithoutPull(sandbox))
                .hasMessage("NOT_FOUND: image 'nginx' does not exist");
        caller.stop(sandbox);
        assertThatThrownBy(() -> caller.create(sandbox)).hasMessageContaining("FAILED_PRECONDITION: pod sandbox '");
    }

    @Test
    void aCommandIsRunInARunningContainerOnly() {
        String id = caller.create(caller.run());
        assertThatThrownBy(() -> caller.exec(id, "ls"))
                .hasMessageContaining("is not running (expected: one that runs)");

        caller.start(id);
        ExecSyncResponse answer = caller.exec(id, "ls", "-l");

        assertThat(answer.getStdout().toStringUtf8()).isEqualTo("ls -l");
        assertThat(answer.getStderr().toStringUtf8()).isEqualTo("sigh");
        assertThat(answer.getExitCode()).isEqualTo(2);
    }
}
