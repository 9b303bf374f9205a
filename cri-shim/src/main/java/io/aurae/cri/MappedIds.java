// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.IDMapping;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.Mount;
import io.aurae.proto.pods.v0.IdMapping;
import io.aurae.proto.pods.v0.UserNamespace;
import java.util.List;
import java.util.Optional;

/** Turns the user namespace a caller asks for into the users of a pod, and holds its mounts against it. */
final class MappedIds {
    private MappedIds() {}

    /**
     * The users of a pod; empty for the node's.
     *
     * @throws CriException INVALID_ARGUMENT when the namespace is neither the node's nor the pod's with one run of ids each
     */
    static Optional<UserNamespace> users(PodSandboxConfig config) {
        var options = config.getLinux().getSecurityContext().getNamespaceOptions();
        var asked = options.getUsernsOptions();
        if (!options.hasUsernsOptions() || asked.getMode() == NamespaceMode.NODE) {
            return Optional.empty();
        }
        String pod = config.getMetadata().getName();
        if (asked.getMode() != NamespaceMode.POD) {
            throw new CriException.Invalid("user namespace of pod", pod, "mode POD or NODE");
        }
        if (asked.getUidsCount() != 1 || asked.getGidsCount() != 1) {
            throw new CriException.Invalid("user namespace of pod", pod, "one run of user ids and one of group ids");
        }
        return Optional.of(UserNamespace.newBuilder()
                .setUserIds(mapping(asked.getUids(0)))
                .setGroupIds(mapping(asked.getGids(0)))
                .build());
    }

    private static IdMapping mapping(IDMapping asked) {
        return IdMapping.newBuilder()
                .setPodId(asked.getContainerId())
                .setHostId(asked.getHostId())
                .setLength(asked.getLength())
                .build();
    }

    /**
     * The container with the ids that its mounts are asked to have: the pod's where they have a mapping, else the node's.
     *
     * @throws CriException FAILED_PRECONDITION when a mount has another mapping than the pod
     */
    static Cell applied(Cell cell, Sandbox sandbox, ContainerConfig config) {
        Optional<UserNamespace> users =
                Optional.of(sandbox.pod()).filter(pod -> pod.hasUsers()).map(pod -> pod.getUsers());
        config.getMountsList().forEach(mount -> requireSame(mount, users));
        if (users.isEmpty()) {
            return cell;
        }
        Cell.Builder mapped = cell.toBuilder();
        for (int i = 0; i < config.getMountsCount(); i++) {
            Mount.Builder mount = mapped.getMountsBuilder(i);
            if (mount.getType() == Mount.Type.TYPE_BIND) {
                boolean plain = config.getMounts(i).getUidMappingsCount() == 0;
                mount.setIds(plain ? Mount.Ids.IDS_OF_NODE : Mount.Ids.IDS_MAPPED);
            }
        }
        return mapped.build();
    }

    private static void requireSame(io.aurae.cri.v1.Mount mount, Optional<UserNamespace> users) {
        boolean none = mount.getUidMappingsCount() + mount.getGidMappingsCount() == 0;
        boolean same = users.isPresent()
                && isOnly(mount.getUidMappingsList(), users.get().getUserIds())
                && isOnly(mount.getGidMappingsList(), users.get().getGroupIds());
        if (!none && !same) {
            throw new CriException.Unsupported(
                    "mount with mapped ids at", mount.getContainerPath(), "the pod's own mapping, or none");
        }
    }

    private static boolean isOnly(List<IDMapping> asked, IdMapping own) {
        return asked.stream().map(MappedIds::mapping).toList().equals(List.of(own));
    }
}
