// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.IDMapping;
import io.aurae.cri.v1.Mount;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.UserNamespace;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.Mount.Ids;
import io.aurae.proto.pods.v0.PodStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappedIdsTest {
    private static final IDMapping RUN =
            IDMapping.newBuilder().setHostId(524_288).setLength(65_536).build();
    private static final IDMapping OTHER = RUN.toBuilder().setHostId(1).build();

    private static PodSandboxConfig config(UserNamespace.Builder asked) {
        PodSandboxConfig.Builder config = PodSandboxConfig.newBuilder();
        config.getLinuxBuilder()
                .getSecurityContextBuilder()
                .getNamespaceOptionsBuilder()
                .setUsernsOptions(asked);
        return config.build();
    }

    private static UserNamespace.Builder whole() {
        return UserNamespace.newBuilder()
                .setMode(NamespaceMode.POD)
                .addUids(RUN)
                .addGids(OTHER);
    }

    @Test
    void theMappingIsPassedOnAsItIsAndTheNodesUsersAreNone() {
        var users = MappedIds.users(config(whole())).orElseThrow();

        assertThat(users.getUserIds().getHostId()).isEqualTo(524_288);
        assertThat(users.getGroupIds().getHostId()).isEqualTo(1);
        assertThat(users.getGroupIds().getLength()).isEqualTo(65_536);
        assertThat(MappedIds.users(PodSandboxConfig.getDefaultInstance())).isEmpty();
        assertThat(MappedIds.users(config(whole().setMode(NamespaceMode.NODE)))).isEmpty();
    }

    @Test
    void anotherModeAndMoreOrLessThanOneRunAreRefused() {
        for (NamespaceMode mode : List.of(NamespaceMode.CONTAINER, NamespaceMode.TARGET)) {
            assertThatThrownBy(() -> MappedIds.users(config(whole().setMode(mode))))
                    .hasMessageContaining("mode POD or NODE");
        }
        for (UserNamespace.Builder asked : List.of(whole().addUids(RUN), whole().clearGids())) {
            assertThatThrownBy(() -> MappedIds.users(config(asked)))
                    .hasMessageContaining("one run of user ids and one of group ids");
        }
    }

    private static Cell applied(boolean users, Mount.Builder... mounts) {
        ContainerConfig.Builder config = ContainerConfig.newBuilder();
        for (Mount.Builder mount : mounts) {
            config.addMounts(mount.setHostPath("/data").setContainerPath("/data"));
        }
        PodStatus.Builder pod = PodStatus.newBuilder();
        if (users) {
            pod.setUsers(MappedIds.users(config(whole())).orElseThrow());
        }
        Sandbox sandbox = new Sandbox(
                new SandboxId("a".repeat(SandboxId.LENGTH)), pod.build(), PodSandboxConfig.getDefaultInstance());
        Cell cell = Cell.newBuilder()
                .addAllMounts(Mounts.of(config.getMountsList()))
                .build();
        return MappedIds.applied(cell, sandbox, config.build());
    }

    @Test
    void aMountHasTheIdsOfThePodOrOfTheNodeAsItAsks() {
        Cell cell = applied(true, Mount.newBuilder().addUidMappings(RUN).addGidMappings(OTHER), Mount.newBuilder());

        assertThat(cell.getMountsList())
                .extracting(mount -> mount.getIds())
                .containsExactly(Ids.IDS_MAPPED, Ids.IDS_OF_NODE);
        assertThat(applied(false, Mount.newBuilder()).getMounts(0).getIds()).isEqualTo(Ids.IDS_UNSPECIFIED);
    }

    @Test
    void aMountWithAnotherMappingThanThePodsIsRefused() {
        for (Mount.Builder mount : List.of(
                Mount.newBuilder().addUidMappings(RUN).addGidMappings(RUN),
                Mount.newBuilder().addUidMappings(RUN),
                Mount.newBuilder().addUidMappings(RUN).addUidMappings(RUN).addGidMappings(OTHER))) {
            assertThatThrownBy(() -> applied(true, mount))
                    .hasMessageContaining("'/data' is not supported (expected: the pod's own mapping, or none)");
        }
        assertThatThrownBy(() ->
                        applied(false, Mount.newBuilder().addUidMappings(RUN).addGidMappings(OTHER)))
                .hasMessageContaining("mount with mapped ids");
    }
}
