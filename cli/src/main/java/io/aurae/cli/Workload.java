// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.pods.v0.PodStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An executable and where it is.
 *
 * @param name the shortest name by which it is found
 * @param pod the pod its cell is in
 */
record Workload(String name, Cell cell, ExecutableStatus status, Optional<PodStatus> pod) {

    String cellName() {
        return cell.getName();
    }

    /** Hands on the name of its cell; executables of the node's root cell are meant where none is named. */
    void ifInCell(Consumer<String> request) {
        if (!cellName().isEmpty()) {
            request.accept(cellName());
        }
    }

    String executableName() {
        return status.getExecutable().getName();
    }

    boolean isRunning() {
        return status.getState() == ExecutableState.EXECUTABLE_STATE_RUNNING
                || status.getState() == ExecutableState.EXECUTABLE_STATE_BACK_OFF;
    }

    /** Its health in one word; empty without probes. */
    String health() {
        return switch (status.getHealth()) {
            case EXECUTABLE_HEALTH_STARTING -> "starting";
            case EXECUTABLE_HEALTH_HEALTHY -> "healthy";
            case EXECUTABLE_HEALTH_UNHEALTHY -> "unhealthy";
            case EXECUTABLE_HEALTH_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }

    /** The image of a cell that has one as its root, else the command. */
    String what() {
        if (cell.hasRoot()) {
            return cell.getRoot().getImage();
        }
        Executable executable = status.getExecutable();
        return executable.getArgsCount() == 0 ? executable.getCommand() : String.join(" ", executable.getArgsList());
    }

    String address() {
        return pod.filter(found -> found.getIpsCount() > 0)
                .map(found -> found.getIps(0))
                .orElse("");
    }

    String ports() {
        return pod.map(found -> found.getPod().getPortMappingsList().stream()
                        .map(PublishedPort::show)
                        .collect(Collectors.joining(", ")))
                .orElse("");
    }

    /** As {@code running 3m, healthy, 2 restarts} or {@code exited (1) 2m ago}. */
    String state(Instant now) {
        int restarts = status.getRestartCount();
        return place(now)
                + (health().isEmpty() ? "" : ", " + health())
                + (restarts == 0 ? "" : ", " + restarts + (restarts == 1 ? " restart" : " restarts"));
    }

    private String place(Instant now) {
        return switch (status.getState()) {
            case EXECUTABLE_STATE_RUNNING -> "running " + Words.age(status.getStartedAt(), now);
            case EXECUTABLE_STATE_BACK_OFF ->
                "restarting (" + status.getExitCode() + ") " + Words.age(status.getFinishedAt(), now) + " ago";
            case EXECUTABLE_STATE_EXITED ->
                "exited (" + status.getExitCode() + ") " + Words.age(status.getFinishedAt(), now) + " ago"
                        + (status.getOomKilled() ? ", out of memory" : "");
            case EXECUTABLE_STATE_CREATED -> "created";
            case EXECUTABLE_STATE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
        };
    }
}
