// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.oci.spec.ContainerMount;
import org.jspecify.annotations.Nullable;

/** What a caller chose for a cell with an image as root, in the words of the OCI runtime specification. */
final class ContainerChoices {
    private ContainerChoices() {}

    static ContainerMount mount(CellSpec.Mount mount) {
        @Nullable String source = mount.source();
        if (source == null) {
            return new ContainerMount.Tmpfs(mount.target(), mount.readOnly(), mount.options());
        }
        return new ContainerMount.Bind(
                source,
                mount.target(),
                mount.readOnly(),
                switch (mount.propagation()) {
                    case PRIVATE -> ContainerMount.Propagation.PRIVATE;
                    case HOST_TO_CELL -> ContainerMount.Propagation.HOST_TO_CONTAINER;
                    case BIDIRECTIONAL -> ContainerMount.Propagation.BIDIRECTIONAL;
                });
    }
}
