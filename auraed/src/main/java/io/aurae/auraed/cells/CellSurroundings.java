// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.Prepared;
import io.aurae.auraed.executables.Surroundings;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupPath;
import io.aurae.oci.image.ImageConfig.ProcessDefaults;
import io.aurae.oci.rootfs.RootUsers;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.ContainerSpec;
import io.aurae.oci.spec.HostProcess;
import io.aurae.oci.spec.ProcessSpec;
import io.aurae.oci.spec.RuntimeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A named cell around its executables: it decides what they leave open from its image, its home, or the node. */
final class CellSurroundings implements Surroundings {
    private final Workshop workshop;
    private final Home home;
    private final CellRecord record;
    private final Path root;
    private final CellMounts mounts;
    private final ReentrantReadWriteLock starting = new ReentrantReadWriteLock();

    /** @param root where the image is mounted, if the cell has one */
    CellSurroundings(Workshop workshop, Home home, CellRecord record, Path root, CellMounts mounts) {
        this.workshop = workshop;
        this.home = home;
        this.record = record;
        this.root = root;
        this.mounts = mounts;
    }

    @Override
    public String cell() {
        return record.spec().name().path();
    }

    @Override
    public boolean isUp() {
        return home.isUp();
    }

    @Override
    public Lock starting() {
        return starting.readLock();
    }

    /** Held while something is frozen that the cell lies in. */
    Lock freezing() {
        return starting.writeLock();
    }

    @Override
    public boolean isFrozen() {
        return workshop.engine()
                .cgroups()
                .open(home.cgroup(record.spec().name()))
                .isHeld();
    }

    @Override
    public Place place() {
        return home.place();
    }

    @Override
    public boolean isNetworkIsolated() {
        return network().isPresent();
    }

    @Override
    public Optional<String> address() {
        return home.address();
    }

    @Override
    public CgroupPath cgroup(ExecutableName name) {
        return cgroup(home, record.spec().name(), name);
    }

    /** The control group of an executable in a cell. */
    static CgroupPath cgroup(Home home, ResourceName cell, ExecutableName name) {
        // No label of a cell begins with '_', so an executable never takes the place of a cell below this one.
        return home.cgroup(cell).child("_" + name);
    }

    /** Where the cell that is kept in {@code directory} pins its network namespace, if it has one of its own. */
    static Path network(Path directory) {
        return directory.resolve("netns");
    }

    /** The network namespace of the cell or of the nearest one around it that has one; empty for the node's. */
    private Optional<String> network() {
        ResourceName name = record.spec().name();
        while (true) {
            Path file = network(workshop.directory().resolve(name.fileName()));
            if (Files.exists(file)) {
                return Optional.of(file.toString());
            }
            if (name.isTop()) {
                return Optional.empty();
            }
            name = name.parent();
        }
    }

    /**
     * Refuses while the cell or one around it is frozen, because no process would come to its start then.
     *
     * @throws CellException FAILED_PRECONDITION
     */
    private void requireThawed() {
        ResourceName name = record.spec().name();
        if (isFrozen()) {
            throw new CellException.Frozen(name);
        }
    }

    @Override
    public Prepared prepare(ExecutableSpec asked) {
        requireThawed();
        MappedMounts.requirePossible(home, record.spec());
        CellSpec.Root image = record.spec().root();
        String cgroup = cgroup(asked.name()).path();
        if (image == null) {
            return Choices.onNode(cell(), asked).prepared(process -> onNode(process, cgroup));
        }
        return new Choices(cell(), asked, defaults(image), RootUsers.read(root, image.image()), home.users())
                .prepared(process -> inImage(process, cgroup, image));
    }

    private RuntimeSpec onNode(ProcessSpec process, String cgroup) {
        return new HostProcess(process, cgroup, record.isolatedProcesses(), network()).toRuntimeSpec(workshop.rights());
    }

    private RuntimeSpec inImage(ProcessSpec process, String cgroup, CellSpec.Root image) {
        CellSpec cell = record.spec();
        boolean ownNames = !home.isInstance() || record.isolatedProcesses();
        ContainerSpec container = new ContainerSpec(root, process, cgroup)
                .readOnlyRoot(image.readOnly())
                .hostname(home.isInstance() ? home.hostname() : cell.name().leaf())
                .ownNames(ownNames)
                .network(network())
                .users(home.users())
                .sharedProcesses(cell.security().shareProcessNamespace())
                .processes(processNamespace(cell.security().processNamespaceOf()))
                .cgroupNamespace(workshop.engine().cgroups().unifiedOnly())
                .privileges(cell.security().privileges());
        home.mounts().forEach(container::mount);
        home.sharedMemory().filter(shared -> !ownNames).ifPresent(container::sharedMemory);
        cell.devices().forEach(container::device);
        mounts.containerMounts().forEach(container::mount);
        return container.toRuntimeSpec(workshop.rights());
    }

    /** The process namespace of an executable of another cell of the pod, as the runtime sees it. */
    private Optional<String> processNamespace(String of) {
        if (of.isEmpty()) {
            return Optional.empty();
        }
        CellSecurity.Owner owner = CellSecurity.Owner.parse(of);
        ResourceName path = owner.cell();
        ResourceName own = record.spec().name();
        if (!home.isInstance() || path.isTop() || !path.first().equals(own.first())) {
            throw new CellException.NoProcesses(own, of, "an executable of another cell of the same pod");
        }
        long number = workshop.engine().cgroups().open(cgroup(home, path, owner.executable())).pids().stream()
                .findFirst()
                .map(pid -> home.place().numberOf(pid))
                .flatMap(found -> found.isPresent() ? Optional.of(found.getAsLong()) : Optional.empty())
                .orElseThrow(() -> new CellException.NoProcesses(own, of, "one that runs"));
        return Optional.of("/proc/" + number + "/ns/pid");
    }

    private ProcessDefaults defaults(CellSpec.Root image) {
        String id = record.imageId() == null ? image.image() : record.imageId();
        return workshop.images()
                .find(id)
                .orElseThrow(() -> new CellException.NoImage(record.spec().name(), id))
                .config()
                .process();
    }
}
