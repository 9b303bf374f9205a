// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.executables.ExecutableState.Running;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.ProcessId;
import io.aurae.linux.Signal;
import io.aurae.oci.runtime.AttachSession;
import io.aurae.oci.runtime.ContainerId;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.oci.runtime.ExecSession;
import io.aurae.oci.runtime.Exit;
import io.aurae.oci.runtime.OciException;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.runtime.Stdio;
import io.aurae.oci.spec.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An executable as the OCI runtime has it. Calls for one of them come one after the other.
 *
 * @param directory the bundle
 */
record Container(Engine engine, Surroundings surroundings, ExecutableName name, Path directory) {
    /** What the monitor leaves when the kernel ends the process for want of memory. */
    private static final String OOM = "oom";

    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

    ContainerId id() {
        return ContainerIds.of(surroundings.cell(), name);
    }

    /** Makes the process, which waits for {@link #start}, and answers it as this node sees it. */
    ProcessId create(Place place, RuntimeSpec spec, Stdio stdio) {
        try {
            engine.runtime().create(place, id(), spec, directory, stdio);
        } catch (OciException e) {
            throw new ExecutableException.NotStarted(name.text(), surroundings.cell(), e);
        }
        CgroupPath cgroup = surroundings.cgroup(name);
        return engine.cgroups().open(cgroup).pids().stream()
                .findFirst()
                .flatMap(ProcessId::of)
                .orElseThrow(() -> new ExecutableException.Failed(
                        "executable '" + name + "' in cell '" + surroundings.cell() + "' ended before it was started",
                        new IllegalStateException(cgroup + " has no process")));
    }

    void start(Place place) {
        engine.runtime().start(place, id());
    }

    /** Tells the node's memory what happened to it. */
    void record(EventKind kind, String cause) {
        engine.events().record(Resource.executable(surroundings.cell(), name.text()), kind, cause);
    }

    /** Sends a signal to its first process, if that still runs. */
    void ask(Running running, Signal signal) {
        engine.linux().killProcess(running.process(), signal);
    }

    /** The file its output goes to. */
    Path log(ExecutableSpec spec) {
        String chosen = spec.logPath();
        return chosen == null ? directory.resolve("log") : Path.of(chosen);
    }

    /** The process that keeps the streams of this one; empty when it is not there any more. */
    Optional<ProcessId> monitorOf(ProcessId process) {
        return process.parent();
    }

    /** How it ended, as its monitor wrote down; empty while that has not, or cannot be read. */
    Optional<Exit> exit() {
        try {
            return engine.exits().of(id());
        } catch (OciException e) {
            return Optional.empty();
        }
    }

    /** Whether the kernel has ended it for want of memory. */
    boolean wasOomKilled() {
        return Files.exists(directory.resolve(OOM));
    }

    /** Ends every process in its control group, also those that its first process left behind. Repeating: does nothing. */
    void endAll() {
        engine.cgroups().open(surroundings.cgroup(name)).killAll(KILL_DEADLINE);
    }

    /** The processes in its control group. */
    List<Long> processes() {
        return engine.cgroups().open(surroundings.cgroup(name)).pids();
    }

    boolean hasProcesses() {
        return !processes().isEmpty();
    }

    /** Says which processes are there though it has ended. */
    String leftover() {
        return "executable '" + name + "' in cell '" + surroundings.cell() + "' has ended, and control group '"
                + surroundings.cgroup(name) + "' has the processes " + processes() + " (expected: none)";
    }

    /** Sends a signal to every process in its control group. */
    void signalAll(Signal signal) {
        for (long pid : engine.cgroups().open(surroundings.cgroup(name)).pids()) {
            ProcessId.of(pid).ifPresent(process -> engine.linux().killProcess(process, signal));
        }
    }

    /** Makes room for another run: ends whatever of the last one there is, and forgets how it ended. The log stays. */
    void clear() {
        endAll();
        undo();
        try {
            Files.deleteIfExists(directory.resolve(OOM));
        } catch (IOException e) {
            throw new ExecutableException.Failed("cannot remove '" + directory.resolve(OOM) + "'", e);
        }
    }

    /** Ends whatever of it there is, monitor included, so that no exit code appears later. Repeating: does nothing. */
    void undo() {
        whileUp(() -> engine.runtime().undo(surroundings.place(), id(), directory));
    }

    /** Lets the runtime forget it, with what is left in its control group. Repeating: does nothing. */
    void delete() {
        whileUp(() -> engine.runtime().delete(surroundings.place(), id(), directory));
        if (!surroundings.isUp()) {
            engine.cgroups().open(surroundings.cgroup(name)).delete(); // which the runtime would have removed
        }
    }

    /** Where the surroundings have ended, maybe in this very moment, nothing runs any more and only files are left. */
    private void whileUp(Runnable action) {
        try {
            if (surroundings.isUp()) {
                action.run();
                return;
            }
        } catch (OciException e) {
            if (surroundings.isUp()) {
                throw e;
            }
        }
        engine.runtime().forget(surroundings.place(), id(), directory);
    }

    /** Removes control group, exit code and directory, once there is no process any more. Repeating: does nothing. */
    void removeTraces() {
        engine.cgroups().open(surroundings.cgroup(name)).delete();
        engine.exits().forget(id());
        ResourceDirectory.remove(directory);
    }

    ExecSession exec(ExecProcess process) {
        engine.cgroups().expectMoves();
        return engine.runtime().exec(surroundings.place(), id(), directory, process);
    }

    AttachSession attach() {
        return engine.runtime().attach(surroundings.place(), id(), directory);
    }
}
