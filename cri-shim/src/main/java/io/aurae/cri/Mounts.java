// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.MountPropagation;
import io.aurae.proto.cells.v0.Mount;
import io.aurae.proto.cells.v0.Mount.Propagation;
import java.util.List;

/** Turns the mounts a caller asks for into those of a cell. */
final class Mounts {
    private Mounts() {}

    /** @throws CriException FAILED_PRECONDITION for a mount this node cannot make */
    static List<Mount> of(List<io.aurae.cri.v1.Mount> asked) {
        return asked.stream().map(Mounts::mount).toList();
    }

    private static Mount mount(io.aurae.cri.v1.Mount asked) {
        String target = asked.getContainerPath();
        if (asked.hasImage() && !asked.getImage().getImage().isEmpty()) {
            return Mount.newBuilder()
                    .setType(Mount.Type.TYPE_IMAGE)
                    .setSource(asked.getImage().getImage())
                    .setSubPath(asked.getImageSubPath())
                    .setTarget(target)
                    .setReadOnly(true)
                    .build();
        }
        requireWholeReadOnly(asked);
        return Mount.newBuilder()
                .setSource(asked.getHostPath())
                .setCreateSource(true)
                .setTarget(target)
                .setReadOnly(asked.getReadonly())
                .setRecursiveReadOnly(asked.getRecursiveReadOnly())
                .setType(Mount.Type.TYPE_BIND)
                .setPropagation(
                        switch (asked.getPropagation()) {
                            case PROPAGATION_PRIVATE -> Propagation.PROPAGATION_PRIVATE;
                            case PROPAGATION_HOST_TO_CONTAINER -> Propagation.PROPAGATION_HOST_TO_CELL;
                            case PROPAGATION_BIDIRECTIONAL -> Propagation.PROPAGATION_BIDIRECTIONAL;
                            case UNRECOGNIZED ->
                                throw new CriException.Invalid(
                                        "propagation of mount", target, "one of the CRI's three");
                        })
                .build();
    }

    private static void requireWholeReadOnly(io.aurae.cri.v1.Mount asked) {
        boolean sound = asked.getReadonly() && asked.getPropagation() == MountPropagation.PROPAGATION_PRIVATE;
        if (asked.getRecursiveReadOnly() && !sound) {
            throw new CriException.Invalid(
                    "recursively read-only mount at", asked.getContainerPath(), "one that is read-only and private");
        }
    }
}
