// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.resource.Times;
import io.aurae.oci.spec.ContainerDevice;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.Device;
import io.aurae.proto.cells.v0.ExecutableStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns what the registry knows into messages. */
final class CellMessages {
    private CellMessages() {}

    /** The cells of {@code all}, which is in order of names, as trees. */
    static List<CellGraphNode> graph(List<io.aurae.auraed.cells.Cell> all, Optional<ResourceName> within) {
        return all.stream()
                .filter(cell -> within.isPresent() ? isTopOf(cell, within.get(), all) : isTop(cell, all))
                .map(cell -> node(cell, all))
                .toList();
    }

    private static boolean isTopOf(
            io.aurae.auraed.cells.Cell cell, ResourceName within, List<io.aurae.auraed.cells.Cell> all) {
        boolean outermost = cell.name().equals(within) || isTop(cell, all);
        return cell.name().isWithin(within) && outermost;
    }

    private static boolean isTop(io.aurae.auraed.cells.Cell cell, List<io.aurae.auraed.cells.Cell> all) {
        return cell.name().isTop()
                || all.stream()
                        .noneMatch(other -> other.name().equals(cell.name().parent()));
    }

    private static CellGraphNode node(io.aurae.auraed.cells.Cell cell, List<io.aurae.auraed.cells.Cell> all) {
        CellGraphNode.Builder node = CellGraphNode.newBuilder().setCell(cell(cell));
        cell.unstartedMain()
                .ifPresent(main -> node.addExecutables(ExecutableStatus.newBuilder()
                        .setExecutable(ExecutableMessages.executable(main))
                        .setState(io.aurae.proto.cells.v0.ExecutableState.EXECUTABLE_STATE_CREATED)));
        cell.executables().list().forEach(executable -> node.addExecutables(ExecutableMessages.status(executable)));
        all.stream()
                .filter(other -> !other.name().isTop() && other.name().parent().equals(cell.name()))
                .forEach(child -> node.addChildren(node(child, all)));
        return node.build();
    }

    /** The node's own cell, which has no name and no limits. */
    static CellGraphNode rootCell(Executables executables) {
        CellGraphNode.Builder node = CellGraphNode.newBuilder().setCell(Cell.getDefaultInstance());
        executables.list().forEach(executable -> node.addExecutables(ExecutableMessages.status(executable)));
        return node.build();
    }

    static Cell cell(io.aurae.auraed.cells.Cell cell) {
        return cell(cell.record()).toBuilder().setFrozen(cell.isFrozen()).build();
    }

    static Cell cell(CellRecord record) {
        CellSpec spec = record.spec();
        Cell.Builder cell = Cell.newBuilder()
                .setName(spec.name().path())
                .setIsolateProcess(spec.isolateProcess())
                .setIsolateNetwork(spec.isolateNetwork())
                .putAllLabels(spec.labels().labels())
                .putAllAnnotations(spec.labels().annotations())
                .setSecurity(spec.security().message())
                .setCreatedAt(Times.message(record.createdAt()));
        LimitMessages.put(record.limits(), cell);
        CellSpec.@Nullable Root root = spec.root();
        if (root != null) {
            CellRoot.Builder image =
                    CellRoot.newBuilder().setImage(root.image()).setReadOnly(root.readOnly());
            set(record.imageId(), image::setImageId);
            cell.setRoot(image);
        }
        spec.mounts().forEach(mount -> cell.addMounts(mount.message()));
        spec.devices().forEach(device -> cell.addDevices(device(device)));
        set(spec.main(), main -> cell.setMain(ExecutableMessages.executable(main)));
        return cell.build();
    }

    private static Device device(ContainerDevice device) {
        return Device.newBuilder()
                .setSource(device.source())
                .setTarget(device.target())
                .setAccess(device.access())
                .build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }
}
