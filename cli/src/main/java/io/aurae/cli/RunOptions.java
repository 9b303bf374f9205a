// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.Bytes;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.MemoryController;
import io.aurae.proto.cells.v0.User;
import io.aurae.proto.pods.v0.Pod;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code run} lets the caller say about the pod, its cell and the process in it. */
final class RunOptions {
    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "What the process sees as the hostname. Default: the pod's name.")
    private String hostname = "";

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "[IP:]PORT:PORT[/tcp|udp]",
            description = "A port of the host that leads to one of the pod's. May be repeated.")
    private List<PublishedPort> ports = List.of();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME[=VALUE]",
            description = "A variable of the environment; without a value the one it has here. May be repeated.")
    private List<Variable> variables = List.of();

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "SOURCE:TARGET[:ro]",
            description = "A directory or file of the host, by absolute path, and where it is seen. May be repeated.")
    private List<Volume> volumes = List.of();

    @Option(
            names = "--memory",
            paramLabel = "BYTES",
            description = "At most so much memory, such as 512m or 1GiB. Default: no limit.")
    private @Nullable Bytes memory;

    @Option(
            names = "--cpus",
            paramLabel = "NUMBER",
            description = "At most so many processors' time, such as 0.5. Default: no limit.")
    private @Nullable Cpus cpus;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER[:GROUP]",
            description = "By name or number. Default: the image's.")
    private String user = "";

    @Option(
            names = {"-w", "--workdir"},
            paramLabel = "DIR",
            description = "Where the process starts. Default: the image's.")
    private String directory = "";

    @Option(names = "--read-only", description = "Mount the image read-only.")
    private boolean readOnly;

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private SecurityOptions security = new SecurityOptions();

    /** The pod; a mark of its own keeps it from being taken for the same as another run's of that name. */
    Pod pod(String name) {
        Pod.Builder pod = Pod.newBuilder()
                .setName(name)
                .setHostname(hostname)
                .putAnnotations("io.aurae.cli/run", UUID.randomUUID().toString())
                .addAllPortMappings(ports.stream().map(PublishedPort::mapping).toList());
        network.apply(pod);
        return pod.build();
    }

    /** The cell with its main executable; what nobody said stays empty, and the image's defaults hold. */
    Cell cell(String name, String image, Executable.Builder main) {
        main.addAllEnv(variables.stream().map(Variable::toString).toList()).setWorkingDirectory(directory);
        if (!user.isEmpty()) {
            main.setUser(User.newBuilder().setName(user));
        }
        Cell.Builder cell = Cell.newBuilder()
                .setName(name)
                .setRoot(CellRoot.newBuilder().setImage(image).setReadOnly(readOnly))
                .addAllMounts(volumes.stream().map(Volume::mount).toList())
                .setMain(main);
        security.apply(cell, network.seesHostProcesses());
        if (memory != null) {
            cell.setMemory(MemoryController.newBuilder().setMax(memory.count()));
        }
        if (cpus != null) {
            cell.setCpu(cpus.controller());
        }
        return cell.build();
    }
}
