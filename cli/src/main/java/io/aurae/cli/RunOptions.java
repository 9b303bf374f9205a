// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.User;
import io.aurae.proto.pods.v0.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code run} lets the caller say about the pod, its cell and the process in it. */
final class RunOptions {
    static final String MARK = "io.aurae.cli/run";

    @Option(
            names = "--isolation",
            paramLabel = "KIND",
            defaultValue = "instance",
            description =
                    "instance: an instance of its own, a pod, with an address of its own; cell: a cell on the node, which uses the"
                            + " node's network. Default: ${DEFAULT-VALUE}.")
    private Isolation isolation = Isolation.INSTANCE;

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "What the process sees as the hostname. Default: the name.")
    private String hostname = "";

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "[IP:]PORT:PORT[/tcp|udp]",
            description = "A port of the host that leads to one of the pod's. May be repeated.")
    private List<PublishedPort> ports = List.of();

    @Option(
            names = {"-v", "--volume"},
            paramLabel = "SOURCE:TARGET[:ro]",
            description = "A path of the host or the name of a volume, and where it is seen. May be repeated.")
    private List<Volume> volumes = List.of();

    @Option(
            names = "--mount",
            paramLabel = "type=TYPE,…",
            description =
                    "The same in full: type=bind|volume|image|tmpfs, source=, target=, readonly, rro (with all below), create"
                            + " (the source when it is not there), subpath= (of an image), propagation=private|slave|shared,"
                            + " idmap=false (in a pod with users of its own, show the host's ids). May be repeated.")
    private List<AskedMount> mounts = List.of();

    @Option(
            names = "--tmpfs",
            paramLabel = "TARGET[:OPTION,…]",
            description = "An empty file system in memory, with options such as size=64m. May be repeated.")
    private List<Tmpfs> tmpfs = List.of();

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

    @Option(
            names = "--init",
            paramLabel = "'IMAGE [COMMAND…]'",
            description =
                    "What must end with 0 in the pod before the image is started: an image, and what runs in it instead of its own"
                            + " command, split as by a shell; it has the same volumes and variables. May be repeated, to run one after the other.")
    private List<InitImage> inits = List.of();

    @Option(
            names = "--pod",
            paramLabel = "NAME",
            description =
                    "In this pod, which runs, instead of in one made for it; with its address, names and volumes of the host as asked for here."
                            + " It is called NAME/…, and goes with the pod at the latest.")
    private String inPod = "";

    @Mixin
    private Variables variables = new Variables();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private UserOptions users = new UserOptions();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Mixin
    private UpkeepOptions upkeep = new UpkeepOptions();

    @Mixin
    private SecurityOptions security = new SecurityOptions();

    /** What does not go together, as a phrase; empty when all does. */
    String contradiction() {
        if (!inPod.isEmpty()) {
            return isolation == Isolation.CELL || wishesForPod() || !inits.isEmpty()
                    ? "--pod goes with nothing that a new pod is asked to be: the pod is there"
                    : "";
        }
        if (isolation == Isolation.INSTANCE) {
            return "";
        }
        if (!ports.isEmpty()) {
            return "--publish needs --isolation instance: a cell has the node's own ports";
        }
        if (!hostname.isEmpty()) {
            return "--hostname needs --isolation instance: a cell's hostname is its name";
        }
        if (!inits.isEmpty()) {
            return "--init needs --isolation instance: it runs in the pod";
        }
        return wishesForPod() ? "what a pod is asked to be needs --isolation instance: a cell is in none" : "";
    }

    private boolean wishesForPod() {
        Pod.Builder wishes = Pod.newBuilder();
        network.apply(wishes);
        users.apply(wishes);
        return !ports.isEmpty() || !hostname.isEmpty() || !wishes.build().equals(Pod.getDefaultInstance());
    }

    /** The images that run before the one that is asked for. */
    List<String> initImages() {
        return inits.stream().map(InitImage::image).toList();
    }

    /** All of it under a name, its executable under a label. */
    Launch launch(AuraeClient client, String name, String image, Executable.Builder main) {
        if (isolation == Isolation.CELL || !inPod.isEmpty()) {
            String called = inPod.isEmpty() ? name : inPod + "/" + name;
            return new Launch(
                    client,
                    Optional.empty(),
                    List.of(),
                    cell(called, image, main).putAnnotations(MARK, mark()).build());
        }
        Pod.Builder pod = Pod.newBuilder()
                .setName(name)
                .setHostname(hostname)
                .putAnnotations(MARK, mark())
                .addAllPortMappings(ports.stream().map(PublishedPort::mapping).toList());
        network.apply(pod);
        users.apply(pod);
        return new Launch(
                client,
                Optional.of(pod.build()),
                firstCells(name),
                cell(name + "/" + main.getName(), image, main).build());
    }

    private List<Cell> firstCells(String pod) {
        List<Cell> cells = new ArrayList<>();
        for (InitImage init : inits) {
            cells.add(rooted(pod + "/init-" + (cells.size() + 1), init.image(), init.executable())
                    .build());
        }
        return cells;
    }

    /** Keeps it from being taken for the same as another run's of that name. */
    private static String mark() {
        return UUID.randomUUID().toString();
    }

    /** The cell with its main executable; what nobody said stays empty, and the image's defaults hold. */
    private Cell.Builder cell(String name, String image, Executable.Builder main) {
        main.setWorkingDirectory(directory);
        if (!user.isEmpty()) {
            main.setUser(User.newBuilder().setName(user));
        }
        upkeep.apply(main);
        Cell.Builder cell = rooted(name, image, main);
        cell.getRootBuilder().setReadOnly(readOnly);
        cell.setIsolateNetwork(network.isNone());
        security.apply(cell, network.seesHostProcesses());
        limits.apply(cell);
        return cell;
    }

    /** With the variables and volumes that are asked for. */
    private Cell.Builder rooted(String name, String image, Executable.Builder main) {
        main.addAllEnv(variables.all());
        return Cell.newBuilder()
                .setName(name)
                .setRoot(CellRoot.newBuilder().setImage(image))
                .addAllMounts(volumes.stream().map(Volume::mount).toList())
                .addAllMounts(mounts.stream().map(AskedMount::mount).toList())
                .addAllMounts(tmpfs.stream().map(Tmpfs::mount).toList())
                .setMain(main);
    }
}
