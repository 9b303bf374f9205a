// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerFilter;
import io.aurae.cri.v1.ContainerResources;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.ContainerStatus;
import io.aurae.cri.v1.ContainerStatusResponse;
import io.aurae.cri.v1.ContainerUser;
import io.aurae.cri.v1.LinuxContainerUser;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.cells.v0.ProcessUser;
import java.util.Map;
import java.util.Optional;

/**
 * One cell of the node, seen as a container.
 *
 * @param id what CRI callers call it
 * @param cell how the node says it is
 * @param main the process it is for
 * @param config what was asked for, without labels and environment, its image resolved
 */
record Container(ContainerId id, Cell cell, ExecutableStatus main, ContainerConfig config) {
    /** Empty for a cell that somebody else made. */
    static Optional<Container> of(CellGraphNode node) {
        Cell cell = node.getCell();
        return KeptConfig.container(cell.getName(), cell.getAnnotationsMap())
                .map(config -> new Container(ContainerId.ofCell(cell.getName()), cell, main(node), config));
    }

    private static ExecutableStatus main(CellGraphNode node) {
        return node.getExecutablesList().stream()
                .filter(executable -> executable.getExecutable().getName().equals(ContainerRequests.MAIN))
                .findFirst()
                .orElse(ExecutableStatus.getDefaultInstance());
    }

    boolean fits(ContainerFilter filter) {
        return id.text().startsWith(filter.getId())
                && id.sandbox().text().startsWith(filter.getPodSandboxId())
                && (!filter.hasState() || filter.getState().getState() == state())
                && labels().entrySet().containsAll(filter.getLabelSelectorMap().entrySet());
    }

    ContainerState state() {
        return switch (main.getState()) {
            case EXECUTABLE_STATE_UNSPECIFIED, EXECUTABLE_STATE_CREATED -> ContainerState.CONTAINER_CREATED;
            case EXECUTABLE_STATE_RUNNING -> ContainerState.CONTAINER_RUNNING;
            case EXECUTABLE_STATE_EXITED, EXECUTABLE_STATE_BACK_OFF -> ContainerState.CONTAINER_EXITED;
            case UNRECOGNIZED -> ContainerState.CONTAINER_UNKNOWN;
        };
    }

    Map<String, String> labels() {
        return cell.getLabelsMap();
    }

    /** Whether it is this cell's, or that of a cell in it. */
    boolean isIn(String name) {
        return cell.getName().equals(name) || cell.getName().startsWith(name + "/");
    }

    /** The container in a list. */
    io.aurae.cri.v1.Container row() {
        return io.aurae.cri.v1.Container.newBuilder()
                .setId(id.text())
                .setPodSandboxId(id.sandbox().text())
                .setMetadata(config.getMetadata())
                .setImage(config.getImage())
                .setImageRef(config.getImage().getImageRef())
                .setImageId(cell.getRoot().getImageId())
                .setState(state())
                .setCreatedAt(Times.nanos(cell.getCreatedAt()))
                .putAllLabels(labels())
                .putAllAnnotations(config.getAnnotationsMap())
                .build();
    }

    /** The container in full; `verbose` adds what the CRI has no field for. */
    ContainerStatusResponse answer(boolean verbose) {
        ContainerStatusResponse.Builder answer =
                ContainerStatusResponse.newBuilder().setStatus(status());
        if (verbose) {
            answer.putInfo("info", Details.of(cell.getName(), main));
        }
        return answer.build();
    }

    ContainerStatus status() {
        ContainerStatus.Builder status = ContainerStatus.newBuilder()
                .setId(id.text())
                .setMetadata(config.getMetadata())
                .setState(state())
                .setCreatedAt(Times.nanos(cell.getCreatedAt()))
                .setStartedAt(Times.nanos(main.getStartedAt()))
                .setFinishedAt(Times.nanos(main.getFinishedAt()))
                .setImage(config.getImage())
                .setImageRef(config.getImage().getImageRef())
                .setImageId(cell.getRoot().getImageId())
                .setReason(reason())
                .setMessage(main.getMessage())
                .putAllLabels(labels())
                .putAllAnnotations(config.getAnnotationsMap())
                .addAllMounts(config.getMountsList())
                .setLogPath(main.getLogPath().isEmpty() ? cell.getMain().getLogPath() : main.getLogPath())
                .setStopSignal(config.getStopSignal());
        if (state() == ContainerState.CONTAINER_EXITED) {
            status.setExitCode(main.getExitCode());
        }
        if (main.hasUser()) {
            status.setUser(ContainerUser.newBuilder().setLinux(user(main.getUser())));
        }
        if (config.getLinux().hasResources()) {
            status.setResources(ContainerResources.newBuilder()
                    .setLinux(Limits.inForce(config.getLinux().getResources(), cell)));
        }
        return status.build();
    }

    private static LinuxContainerUser user(ProcessUser user) {
        LinuxContainerUser.Builder answer = LinuxContainerUser.newBuilder()
                .setUid(Integer.toUnsignedLong(user.getUid()))
                .setGid(Integer.toUnsignedLong(user.getGid()));
        user.getGroupsList().forEach(group -> answer.addSupplementalGroups(Integer.toUnsignedLong(group)));
        return answer.build();
    }

    private String reason() {
        if (state() != ContainerState.CONTAINER_EXITED) {
            return "";
        }
        return main.getOomKilled() ? "OOMKilled" : main.getExitCode() == 0 ? "Completed" : "Error";
    }
}
