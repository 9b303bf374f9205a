// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.events.Events;
import io.aurae.auraed.executables.Engine;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableUser;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.executables.LogLimits;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.volumes.Volumes;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cgroup.Cgroups;
import io.aurae.linux.Linux;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.registry.RegistryConfig;
import io.aurae.oci.runtime.Exits;
import io.aurae.oci.runtime.OciRuntime;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.oci.runtime.Stdio.Stdin;
import io.aurae.oci.spec.NodeRights;
import io.aurae.oci.spec.ProcessBounds;
import io.aurae.oci.store.ImageStore;
import io.aurae.testing.LeakCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cells of a daemon over one directory, in this process, without pods; a later one finds what an earlier one left. */
final class TestNode implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Path runtime;
    final CgroupPath cgroupRoot;
    final Cgroups cgroups;
    final Names names = new Names();
    final Cells cells;
    final Executables rootCell;
    final List<String> problems;
    final Exits exits;
    private final ImageStore images;

    private TestNode(LeakCheck leaks, RuntimePrograms programs, Duration deadline) {
        Linux linux = Linux.load();
        runtime = ResourceDirectory.create(leaks.directory().resolve("run"));
        cgroupRoot = new CgroupPath("/" + leaks.name());
        cgroups = Cgroups.detect().mountMissing(linux);
        exits = Exits.watch(runtime.resolve("exits"));
        images = ImageStore.open(
                ImageStore.Config.at(leaks.directory().resolve("images")),
                new RegistryClient(RegistryConfig.direct()),
                linux);
        Engine engine = new Engine(
                new OciRuntime(programs, linux, deadline),
                exits,
                cgroups,
                linux,
                Events.open(runtime.resolve("events")),
                LogLimits.STANDARD);
        Workshop workshop = new Workshop(
                engine,
                images,
                new Volumes(runtime.resolve("volumes")),
                NodeRights.ofThisProcess(),
                runtime.resolve("cells"),
                runtime.resolve("snapshots"));
        Place place = Place.host(runtime.resolve("crun"), runtime.resolve("exits"), runtime.resolve("monitors"));
        NodeHome home = new NodeHome(place, cgroupRoot, "test");
        cells = new Cells(workshop, names, home, label -> Optional.empty());
        rootCell = RootCell.open(workshop, home, runtime.resolve("root-cell"));
        problems = new ArrayList<>(cells.restore());
        problems.addAll(rootCell.restore());
    }

    static TestNode open(LeakCheck leaks) {
        return open(leaks, RuntimePrograms.find(), Duration.ofSeconds(30));
    }

    static TestNode open(LeakCheck leaks, RuntimePrograms programs, Duration deadline) {
        return new TestNode(leaks, programs, deadline);
    }

    static ResourceName name(String path) {
        return new ResourceName(path);
    }

    static CellSpec cell(String name) {
        return cell(name, limits(null, null));
    }

    static CellSpec cell(String name, CgroupLimits limits) {
        return new CellSpec(
                name(name), limits, false, false, Labels.NONE, null, List.of(), null, List.of(), CellSecurity.DEFAULT);
    }

    static CgroupLimits limits(@Nullable Long weight, @Nullable String cpus) {
        return limits(new CgroupLimits.Cpu(weight, null, null), new CgroupLimits.Cpuset(cpus, null), null, null);
    }

    static CgroupLimits limits(
            CgroupLimits.Cpu cpu, CgroupLimits.Cpuset cpuset, @Nullable Long memoryMax, @Nullable Long pidsMax) {
        return new CgroupLimits(
                cpu,
                cpuset,
                new CgroupLimits.Memory(null, null, null, memoryMax, null),
                pidsMax,
                CgroupLimits.Io.NONE,
                Map.of(),
                Map.of());
    }

    static ExecutableSpec shell(String name, String script) {
        return run(name, List.of("/bin/sh", "-c", script), ExecutableUser.UNSAID);
    }

    static ExecutableSpec run(String name, List<String> args, ExecutableUser user) {
        return new ExecutableSpec(
                new ExecutableName(name),
                "",
                args,
                List.of(),
                null,
                user,
                false,
                Stdin.OPEN,
                null,
                null,
                "",
                ProcessBounds.NONE,
                Upkeep.STANDARD);
    }

    /** The same, kept running like this. */
    static ExecutableSpec with(ExecutableSpec spec, Upkeep upkeep) {
        return new ExecutableSpec(
                spec.name(),
                spec.command(),
                spec.args(),
                spec.env(),
                spec.workingDirectory(),
                spec.user(),
                spec.terminal(),
                spec.stdin(),
                spec.logPath(),
                spec.stopSignal(),
                spec.description(),
                spec.bounds(),
                upkeep);
    }

    /** The same, held to this. */
    static ExecutableSpec with(ExecutableSpec spec, ProcessBounds bounds) {
        return new ExecutableSpec(
                spec.name(),
                spec.command(),
                spec.args(),
                spec.env(),
                spec.workingDirectory(),
                spec.user(),
                spec.terminal(),
                spec.stdin(),
                spec.logPath(),
                spec.stopSignal(),
                spec.description(),
                bounds,
                spec.upkeep());
    }

    /** Frees every cell and what runs without one, as a caller would. */
    void freeAll() {
        cells.list().reversed().forEach(cell -> cells.free(cell.name()));
        rootCell.free();
        cgroups.open(cgroupRoot).deleteIfUnused();
    }

    /** Ends this daemon, and leaves what runs. */
    @Override
    public void close() {
        cells.close();
        rootCell.close();
        images.close();
        exits.close();
    }
}
