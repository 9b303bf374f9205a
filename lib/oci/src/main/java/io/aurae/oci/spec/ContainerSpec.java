// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import io.aurae.linux.IdMap;
import io.aurae.linux.UserNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container in an instance: a root of its own, a mount namespace, and unless it shares the instance's, a process namespace. IPC, UTS
 * and network are those of the instance in which the runtime is run, and so are not named here; on the node itself the first two are its own.
 *
 * <p>Filled step by step by one thread; {@link #toRuntimeSpec} may be called more than once.
 */
public final class ContainerSpec {
    private static final Path DEV = Path.of("/dev");

    private final Path root;
    private final ProcessSpec process;
    private final String cgroupsPath;
    private boolean readOnlyRoot;
    private boolean sharedProcesses;
    private Optional<String> processes = Optional.empty();
    private boolean cgroupNamespace;
    private boolean ownNames;
    private Optional<String> network = Optional.empty();
    private Optional<UserNamespace> users = Optional.empty();
    private Privileges privileges = Privileges.DEFAULT;
    private Optional<String> hostname = Optional.empty();
    private Optional<String> sharedMemory = Optional.empty();
    private final List<ContainerMount> mounts = new ArrayList<>();
    private final List<ContainerDevice> devices = new ArrayList<>();

    /**
     * A container of the default privileges; {@code root} and {@code cgroupsPath} are absolute. The root must be a mount of its own when
     * mounts are to propagate, because the runtime makes the mount that holds it private.
     */
    public ContainerSpec(Path root, ProcessSpec process, String cgroupsPath) {
        this.root = root;
        this.process = process;
        this.cgroupsPath = CgroupsPath.require(cgroupsPath);
    }

    public ContainerSpec readOnlyRoot(boolean readOnlyRoot) {
        this.readOnlyRoot = readOnlyRoot;
        return this;
    }

    /** Sees and is seen by the other processes of the instance. */
    public ContainerSpec sharedProcesses(boolean sharedProcesses) {
        this.sharedProcesses = sharedProcesses;
        return this;
    }

    /** The file of an existing process namespace to use, as seen where the container is made; otherwise it gets one of its own. */
    public ContainerSpec processes(Optional<String> namespace) {
        this.processes = namespace;
        return this;
    }

    /** Shows the container its own control group as the root; for nodes that have cgroup v2 alone. */
    public ContainerSpec cgroupNamespace(boolean cgroupNamespace) {
        this.cgroupNamespace = cgroupNamespace;
        return this;
    }

    public ContainerSpec privileges(Privileges privileges) {
        this.privileges = privileges;
        return this;
    }

    /** IPC and UTS namespaces of its own, where its hostname is what gethostname answers; for one that is in no instance. */
    public ContainerSpec ownNames(boolean ownNames) {
        this.ownNames = ownNames;
        return this;
    }

    /** The file at which its network namespace is pinned; where none is said it has that of the place in which it is made. */
    public ContainerSpec network(Optional<String> network) {
        this.network = network;
        return this;
    }

    /**
     * The pinned user namespace it is in; otherwise it has that of the place in which it is made. The root shows its ids already, and the
     * other namespaces of the place belong to it.
     */
    public ContainerSpec users(Optional<UserNamespace> users) {
        this.users = users;
        return this;
    }

    /** The instance's name, for the variable HOSTNAME. */
    public ContainerSpec hostname(String hostname) {
        this.hostname = Optional.of(hostname);
        return this;
    }

    /** An absolute path of the host to show at /dev/shm; otherwise the container gets 64 MiB of its own. */
    public ContainerSpec sharedMemory(Path directory) {
        this.sharedMemory = Optional.of(directory.toString());
        return this;
    }

    public ContainerSpec mount(ContainerMount mount) {
        mounts.add(mount);
        return this;
    }

    /** Devices beyond those every container has. */
    public ContainerSpec device(ContainerDevice device) {
        devices.add(device);
        return this;
    }

    /**
     * The specification of all this on a node of these rights.
     *
     * @throws SpecException INVALID_ARGUMENT when a capability is not known or a device is not there
     */
    public RuntimeSpec toRuntimeSpec(NodeRights node) {
        Capabilities capabilities = process.bounds().of(privileges.capabilities(node), node);
        return new RuntimeSpec(
                RuntimeSpec.VERSION,
                specProcess(capabilities, node),
                new RuntimeSpec.Root(root.toString(), readOnlyRoot),
                ownNames ? hostname.orElse(null) : null,
                null,
                DefaultMounts.with(asked(), sharedMemory, privileges.privileged()),
                linux(capabilities),
                Map.of());
    }

    /** The process namespace of a place is not its users', to whom the kernel then shows no /proc but the one that is there. */
    private List<ContainerMount> asked() {
        boolean proc = sharedProcesses && users.isPresent();
        return proc
                ? Stream.concat(Stream.of(new ContainerMount.PlacesProc()), mounts.stream())
                        .toList()
                : mounts;
    }

    private RuntimeSpec.ProcessConfig specProcess(Capabilities capabilities, NodeRights node) {
        List<String> hostnameEntry =
                hostname.map(name -> List.of("HOSTNAME=" + name)).orElse(List.of());
        return new RuntimeSpec.ProcessConfig(
                process.terminal(),
                null,
                process.specUser(),
                process.args(),
                process.environment(hostnameEntry),
                process.cwd(),
                process.bounds().sets(capabilities, process.user()),
                process.bounds().rlimits(node),
                privileges.noNewPrivileges() || process.bounds().noNewPrivileges(),
                oomScoreAdj(node),
                orNull(privileges.confinement().appArmorProfile()),
                orNull(privileges.confinement().seLinuxLabel()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private @Nullable Integer oomScoreAdj(NodeRights node) {
        return privileges.oomScoreAdj().isPresent()
                ? node.oomScoreAdj(privileges.oomScoreAdj().getAsInt())
                : null;
    }

    private RuntimeSpec.Linux linux(Capabilities capabilities) {
        return new RuntimeSpec.Linux(
                namespaces(),
                nodes(),
                cgroupsPath,
                new RuntimeSpec.Resources(deviceRules()),
                Map.of(),
                privileges.filter(capabilities).orElse(null),
                rootPropagation(),
                privileges.masked(),
                privileges.readOnly(),
                runs(IdMap::users),
                runs(IdMap::groups));
    }

    private List<RuntimeSpec.IdRun> runs(Function<IdMap, IdMap.Run> kind) {
        return users.map(UserNamespace::ids)
                .map(kind)
                .map(run -> List.of(new RuntimeSpec.IdRun(0, run.first(), run.length())))
                .orElse(List.of());
    }

    /** A device that is asked for takes the place of one that is there anyway. */
    private List<RuntimeSpec.Device> nodes() {
        Map<String, RuntimeSpec.Device> byPath = new LinkedHashMap<>();
        if (privileges.privileged()) {
            Devices.under(DEV).forEach(node -> byPath.put(node.path(), node));
        }
        devices.stream().flatMap(device -> device.nodes().stream()).forEach(node -> byPath.put(node.path(), node));
        return List.copyOf(byPath.values());
    }

    private List<RuntimeSpec.DeviceRule> deviceRules() {
        if (privileges.privileged()) {
            return Devices.ALL;
        }
        List<RuntimeSpec.DeviceRule> rules = new ArrayList<>(Devices.NONE);
        devices.forEach(device -> rules.addAll(Devices.allowing(device.nodes(), device.access())));
        return rules;
    }

    private List<RuntimeSpec.Namespace> namespaces() {
        List<RuntimeSpec.Namespace> namespaces = new ArrayList<>();
        users.ifPresent(joined ->
                namespaces.add(new RuntimeSpec.Namespace("user", joined.file().toString())));
        network.ifPresent(file -> namespaces.add(new RuntimeSpec.Namespace("network", file)));
        namespaces.add(new RuntimeSpec.Namespace("mount", null));
        if (!sharedProcesses) {
            namespaces.add(new RuntimeSpec.Namespace("pid", processes.orElse(null)));
        }
        if (ownNames) {
            List.of("ipc", "uts").forEach(type -> namespaces.add(new RuntimeSpec.Namespace(type, null)));
        }
        if (cgroupNamespace) {
            namespaces.add(new RuntimeSpec.Namespace("cgroup", null));
        }
        return namespaces;
    }

    // A mount can propagate no further than the root of the mount namespace does.
    private String rootPropagation() {
        ContainerMount.Propagation widest = ContainerMount.Propagation.PRIVATE;
        for (ContainerMount mount : mounts) {
            if (mount.propagation().compareTo(widest) > 0) {
                widest = mount.propagation();
            }
        }
        return widest.option;
    }
}
