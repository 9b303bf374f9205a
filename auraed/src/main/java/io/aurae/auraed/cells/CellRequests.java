// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.oci.spec.ContainerDevice;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.Device;

/** Turns what callers send into records that are valid once they exist. */
final class CellRequests {
    private CellRequests() {}

    static CellSpec cell(Cell cell) {
        ResourceName name = new ResourceName(cell.getName());
        return new CellSpec(
                name,
                LimitMessages.of(cell),
                cell.getIsolateProcess(),
                cell.getIsolateNetwork(),
                new Labels(cell.getLabelsMap(), cell.getAnnotationsMap()),
                cell.hasRoot() ? root(name, cell.getRoot()) : null,
                cell.getMountsList().stream()
                        .map(mount -> CellMount.of(name, mount))
                        .toList(),
                cell.hasMain() ? ExecutableRequests.of(cell.getMain()) : null,
                cell.getDevicesList().stream().map(CellRequests::device).toList(),
                CellSecurity.of(cell.getSecurity()));
    }

    private static CellSpec.Root root(ResourceName cell, CellRoot root) {
        if (root.getImage().isBlank()) {
            throw ResourceException.invalid(
                    "cell '" + cell + "' has a root without an image (expected: a reference, digest or id)");
        }
        return new CellSpec.Root(root.getImage(), root.getReadOnly());
    }

    private static ContainerDevice device(Device device) {
        String access = device.getAccess().isEmpty() ? "rwm" : device.getAccess();
        String target = device.getTarget().isEmpty() ? device.getSource() : device.getTarget();
        ContainerDevice parsed = new ContainerDevice(device.getSource(), target, access);
        parsed.nodes(); // one that is not there is refused now rather than at the start
        return parsed;
    }
}
