// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was on the node at one moment: pods, cells and their executables, and the names by which people call them. */
final class Workloads {
    private final Map<String, PodStatus> pods = new LinkedHashMap<>();
    private final Map<String, CellGraphNode> cells = new LinkedHashMap<>();
    private final List<Workload> all = new ArrayList<>();

    private final AuraeClient client;

    private Workloads(AuraeClient client, List<PodStatus> pods, List<CellGraphNode> cells) {
        this.client = client;
        pods.forEach(pod -> this.pods.put(pod.getPod().getName(), pod));
        cells.forEach(this::addTree);
        this.cells.values().forEach(this::addWorkloads);
    }

    static Workloads read(AuraeClient client) {
        return new Workloads(
                client,
                client.pods().list(PodServiceListRequest.getDefaultInstance()).getPodsList(),
                client.cells().list(CellServiceListRequest.getDefaultInstance()).getCellsList());
    }

    private void addTree(CellGraphNode node) {
        cells.put(node.getCell().getName(), node);
        node.getChildrenList().forEach(this::addTree);
    }

    private void addWorkloads(CellGraphNode node) {
        List<ExecutableStatus> executables = node.getExecutablesList();
        if (executables.isEmpty() && node.getCell().hasRoot()) {
            executables = List.of(ExecutableStatus.newBuilder()
                    .setExecutable(node.getCell().getMain())
                    .setState(ExecutableState.EXECUTABLE_STATE_CREATED)
                    .build());
        }
        for (ExecutableStatus executable : executables) {
            String name = shortest(node.getCell().getName());
            String whole = executables.size() == 1 && !name.isEmpty()
                    ? name
                    : name + ":" + executable.getExecutable().getName();
            all.add(new Workload(whole, node.getCell(), executable, podOf(node.getCell())));
        }
    }

    private String shortest(String cell) {
        String first = first(cell);
        return pods.containsKey(first) && cellsOf(first).size() == 1 ? first : cell;
    }

    private Optional<PodStatus> podOf(Cell cell) {
        return pod(first(cell.getName()));
    }

    private static String first(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    /** In the order in which the node lists the cells. */
    List<Workload> all() {
        return List.copyOf(all);
    }

    List<PodStatus> pods() {
        return List.copyOf(pods.values());
    }

    Optional<PodStatus> pod(String name) {
        return Optional.ofNullable(pods.get(name));
    }

    /**
     * The cell that a name means: its own, or that of a pod with one cell.
     *
     * @throws CliException when the name means none, or more than one
     */
    String cell(String name) {
        if (!pods.containsKey(name)) {
            return name; // the node knows whether it is there
        }
        List<String> inPod = cellsOf(name);
        if (inPod.size() != 1) {
            throw CliException.invalid("pod '" + name + "' has " + inPod.size() + " cells (expected: one of "
                    + (inPod.isEmpty()
                            ? "a pod with a cell"
                            : inPod.stream().map(cell -> "'" + cell + "'").collect(Collectors.joining(", ")))
                    + ")");
        }
        return inPod.getFirst();
    }

    boolean hasCell(String name) {
        return cells.containsKey(name);
    }

    /** Cells outside of pods that lie in no other cell. */
    List<String> outermostCells() {
        return cells.keySet().stream()
                .filter(name -> !name.contains("/") && !pods.containsKey(name))
                .toList();
    }

    private List<String> cellsOf(String pod) {
        return cells.keySet().stream()
                .filter(name -> name.startsWith(pod + "/"))
                .toList();
    }

    /** The executables in a pod or in a cell and below it. */
    List<Workload> in(String name) {
        return all.stream()
                .filter(workload -> isWithin(workload.cellName(), name))
                .toList();
    }

    private static boolean isWithin(String cell, String name) {
        return cell.equals(name) || cell.startsWith(name + "/");
    }

    /** All executables that a name means: those in a pod, in a cell and below it, or the one behind the colon. */
    List<Workload> meant(String name) {
        int colon = name.indexOf(':');
        return in(colon < 0 ? name : name.substring(0, colon)).stream()
                .filter(workload -> colon < 0 || workload.executableName().equals(name.substring(colon + 1)))
                .toList();
    }

    /**
     * The one executable that a name means: {@code pod}, {@code cell} or {@code pod/cell}, with {@code :executable} behind it where there
     * are several.
     *
     * @throws CliException when the name means none, or more than one
     */
    Workload find(String name) {
        int colon = name.indexOf(':');
        String cell = colon < 0 ? name : name.substring(0, colon);
        String executable = colon < 0 ? "" : name.substring(colon + 1);
        List<Workload> found = named(cell, executable);
        if (found.isEmpty() && askInstance(cell)) {
            found = named(cell, executable);
        }
        if (found.size() > 1) {
            String names =
                    found.stream().map(workload -> "'" + workload.name() + "'").collect(Collectors.joining(", "));
            throw CliException.invalid("name '" + name + "' means several (expected: one of " + names + ")");
        }
        if (found.isEmpty()) {
            throw CliException.notFound(
                    "no executable has the name '" + name + "' (expected: a name that 'aurae ps -a' shows)");
        }
        return found.getFirst();
    }

    /** @param executable any, when it is empty */
    private List<Workload> named(String cell, String executable) {
        return all.stream()
                .filter(workload -> workload.cellName().equals(cell)
                        || (pods.containsKey(cell) && first(workload.cellName()).equals(cell)))
                .filter(workload ->
                        executable.isEmpty() || workload.executableName().equals(executable))
                .toList();
    }

    /** What runs in an instance is not listed with the node's own, because that would wake it; answers whether this path leads to a cell there. */
    private boolean askInstance(String path) {
        if (!path.contains("/") || pods.containsKey(first(path)) || cells.containsKey(first(path))) {
            return false;
        }
        try {
            List<CellGraphNode> found = client.cells()
                    .list(CellServiceListRequest.newBuilder().setCellName(path).build())
                    .getCellsList();
            found.forEach(this::addTree);
            cells.values().stream()
                    .filter(node -> isWithin(node.getCell().getName(), path))
                    .forEach(this::addWorkloads);
            return true;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
