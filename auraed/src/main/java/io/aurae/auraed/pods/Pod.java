// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.instances.Convention;
import io.aurae.auraed.instances.InstancePlan;
import io.aurae.auraed.network.NetworkNamespace;
import io.aurae.auraed.network.PodNetwork;
import io.aurae.auraed.pods.PodState.Allocated;
import io.aurae.auraed.pods.PodState.Between;
import io.aurae.auraed.pods.PodState.Running;
import io.aurae.auraed.pods.PodState.Stopped;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.AuraeException;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.IdMap;
import io.aurae.linux.ProcessId;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.spec.InstanceSpec.Kernel;
import io.aurae.oci.spec.InstanceSpec.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pod: an instance with a network of its own, and the home of the cells that are placed in it.
 *
 * <pre>
 *  allocate()            start()                          stop()
 *  ─────────▶ Allocated ────────▶ Between ──▶ Running ────────────▶ Between ──▶ Stopped ──free()──▶ gone
 *                 ▲                  │ fails, or the daemon dies: undone           ▲
 *                 └──────────────────┘        the daemon dies: finished ───────────┘
 * </pre>
 */
final class Pod {
    private static final Logger LOG = LoggerFactory.getLogger(Pod.class);
    private static final String RECORD = "pod.json";
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

    private final Ground ground;
    private final PodSpec spec;
    private final Instant createdAt;
    private final Path directory;
    private final @Nullable IdMap ids;
    private final NetworkNamespace netns;
    private final PodNamespaces namespaces;
    private final InstancePlan plan;
    private final PodFiles files;
    private final StateFile<PodRecord> file;
    private volatile PodState state;

    private Pod(Ground ground, PodRecord record) {
        this.ground = ground;
        this.spec = record.spec();
        this.createdAt = record.createdAt();
        this.directory = ground.directory().resolve(spec.name().path());
        this.netns = new NetworkNamespace(
                ground.spawner().linux(),
                ground.namespaces().resolve(spec.name().path()));
        this.ids = record.ids();
        this.namespaces = new PodNamespaces(
                ground.spawner().linux(),
                netns,
                ground.users().directory(spec.name()),
                users(),
                Sysctls.notOfNetwork(spec.sysctls()));
        this.plan = plan(ground, spec, directory, namespaces);
        this.files = new PodFiles(ground.spawner().linux(), directory, Optional.ofNullable(ids));
        this.file = file(directory);
        this.state = record.state();
    }

    /** Reserves a directory for the pod; nothing runs. On failure nothing is left. */
    static Pod allocate(Ground ground, PodSpec spec, @Nullable IdMap ids) {
        Pod pod = new Pod(ground, PodRecord.of(spec, ids, Instant.now(), new Allocated()));
        try (Rollback rollback = new Rollback()) {
            rollback.push("remove " + pod.directory, () -> ResourceDirectory.remove(pod.directory));
            Failpoint.reach("pod.allocate.directory");
            ResourceDirectory.create(pod.directory);
            Failpoint.reach("pod.allocate.record");
            pod.become(new Allocated());
            Failpoint.reach("pod.allocate.answer");
            rollback.release();
            return pod;
        }
    }

    /**
     * Finds a pod of an earlier daemon, and undoes a start that it did not come to the end of. A stop is finished by {@link #mend}, once the
     * cells in it have ended: their monitors, which note how, end with the instance.
     */
    static Optional<Pod> restore(Ground ground, Path directory) {
        Optional<PodRecord> record = file(directory).read();
        if (record.isEmpty()) {
            CgroupPath likely =
                    ground.cgroupRoot().child(directory.getFileName().toString());
            ResourceDirectory.removeUnrecorded(
                    directory, ground.spawner().cgroups().open(likely).pids());
            return Optional.empty();
        }
        Pod pod = new Pod(ground, record.get());
        ground.users().keep(pod.spec.name(), pod.ids);
        if (pod.isUp()) {
            Convention.requireKnown(pod.plan);
        }
        switch (pod.state) {
            case Running running -> ground.networks().keep(pod.spec.name().path(), running.network());
            case Between(PodNetwork network, boolean _) ->
                ground.networks().keep(pod.spec.name().path(), network);
            case Allocated _, Stopped _ -> {}
        }
        if (pod.state instanceof Between(PodNetwork _, boolean stopping)) {
            pod.record(EventKind.FOUND, stopping ? "its stop is finished" : "its start is undone");
        }
        if (!pod.isStopping()) {
            pod.mend();
        }
        return Optional.of(pod);
    }

    /** Whether its stop was begun, and is not finished. */
    boolean isStopping() {
        return state instanceof Between(PodNetwork _, boolean stopping) && stopping;
    }

    /** Undoes a start and finishes a stop that failed to be undone or finished; waits for one that is under way. Repeating: tries again. */
    void mend() {
        if (state instanceof Between) {
            mendBetween();
        }
    }

    private synchronized void mendBetween() {
        if (state instanceof Between(PodNetwork network, boolean stopping)) {
            if (stopping) {
                finishStop(network);
            } else {
                undoStart(network);
            }
        }
    }

    /**
     * Starts the instance and connects it to the network, both at the same time. Repeating: does nothing while it runs.
     *
     * @throws io.aurae.base.AuraeException FAILED_PRECONDITION when it was stopped, UNAVAILABLE when a network plugin fails; the pod is
     *     allocated as before then
     */
    synchronized void start() {
        switch (state) {
            case Running running -> {}
            case Stopped stopped -> throw new PodException.Stopped(spec.name());
            case Allocated allocated -> startAllocated();
            case Between(PodNetwork network, boolean stopping) -> {
                if (stopping) {
                    throw new PodException.Stopped(spec.name());
                }
                undoStart(network);
                startAllocated();
            }
        }
    }

    private void startAllocated() {
        HostNamespaces shared = spec.shared();
        PodNetwork planned = shared.network()
                ? PodNetwork.HOST
                : ground.networks().plan(spec.name().path(), spec.ports());
        try (Rollback rollback = new Rollback()) {
            rollback.push("release ports of " + spec.name(), this::releaseUnused);
            Failpoint.reach("pod.start.record");
            become(new Between(planned, false));
            rollback.push("undo start of " + spec.name(), () -> undoStart(planned));
            ResourceDirectory.create(ground.namespaces());
            Failpoint.reach("pod.start.namespace");
            if (!shared.network()) {
                namespaces.create();
            }
            Failpoint.reach("pod.start.shm");
            files.mountEtc();
            if (!shared.ipc()) {
                files.mountSharedMemory();
            }
            Failpoint.reach("pod.start.network");
            FutureTask<PodNetwork> connected = begin(planned);
            ProcessId process = spawn(connected);
            PodNetwork network = result(connected);
            Failpoint.reach("pod.start.hosts");
            files.write(spec, network.ips());
            Failpoint.reach("pod.start.ready");
            ground.spawner().awaitReady(plan, process);
            ground.spawner().cgroups().expectMoves(); // cells are likely to follow
            Failpoint.reach("pod.start.running");
            become(new Running(process, network, Instant.now()));
            Failpoint.reach("pod.start.answer");
            rollback.release();
            record(EventKind.STARTED, "process " + process.pid());
        }
    }

    /** A pod whose start could not be undone stays in between: the next start, stop or daemon tries again. */
    private void undoStart(PodNetwork network) {
        takeDown(network);
        become(new Allocated());
    }

    private FutureTask<PodNetwork> begin(PodNetwork planned) {
        FutureTask<PodNetwork> connecting =
                new FutureTask<>(() -> ground.networks().add(spec.name().path(), netns.file(), planned));
        Thread.ofVirtual().name("network-" + spec.name()).start(connecting);
        return connecting;
    }

    /** Spawns the instance; when that fails, waits for the network all the same, so that both can be undone. */
    private ProcessId spawn(FutureTask<PodNetwork> connecting) {
        try {
            Failpoint.reach("pod.start.spawn");
            return ground.spawner().spawn(plan);
        } catch (RuntimeException e) {
            try {
                result(connecting);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private PodNetwork result(FutureTask<PodNetwork> connecting) {
        try {
            return connecting.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuraeException failure) {
                throw failure;
            }
            throw new PodException.Failed(spec.name(), "its network cannot be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PodException.Failed(spec.name(), "interrupted while its network was made", e);
        }
    }

    /**
     * Ends the instance and gives the addresses back; the cells were stopped before. Repeating: does nothing.
     *
     * @param grace from SIGTERM to SIGKILL for what the nested daemon runs
     */
    synchronized void stop(Duration grace) {
        switch (state) {
            case Stopped stopped -> {}
            case Allocated allocated -> becomeAnyway(new Stopped());
            case Between(PodNetwork network, boolean stopping) -> finishStop(network);
            case Running(ProcessId process, PodNetwork network, Instant startedAt) -> {
                if (!grace.isZero()) {
                    ground.spawner().end(plan, process, grace);
                }
                beginStop(network);
                finishStop(network, () -> end(process));
            }
        }
    }

    /**
     * Ends the cells and the instance, and gives the addresses back meanwhile. Where the cells' processes are the host's they are ended
     * first: should the daemon die meanwhile, nothing else would end them. Repeating: ends the cells again.
     */
    synchronized void stopAtOnce(Runnable endCells) {
        if (state instanceof Running(ProcessId process, PodNetwork network, Instant startedAt)
                && !spec.shared().processes()) {
            beginStop(network);
            finishStop(network, () -> endAll(endCells, process));
        } else {
            endCells.run();
            stop(Duration.ZERO);
        }
    }

    private void beginStop(PodNetwork network) {
        Failpoint.reach("pod.stop.record");
        becomeAnyway(new Between(network, true));
    }

    private void endAll(Runnable endCells, ProcessId process) {
        try {
            endCells.run();
        } finally {
            end(process);
        }
    }

    private void end(ProcessId process) {
        Failpoint.reach("pod.stop.end");
        ground.spawner().end(plan, process, Duration.ZERO);
    }

    private void finishStop(PodNetwork network) {
        finishStop(network, () -> {});
    }

    private void finishStop(PodNetwork network, Runnable endInstance) {
        Failpoint.reach("pod.stop.down");
        takeDown(network, endInstance);
        Failpoint.reach("pod.stop.finish");
        becomeAnyway(new Stopped());
        record(EventKind.STOPPED, "");
    }

    /** Removes every trace; to be called once its cells are freed. */
    synchronized void free() {
        stop(Duration.ZERO);
        // Also where it never ran: cells that were allocated in it lay in its control group.
        Failpoint.reach("pod.free.instance");
        ground.spawner().remove(plan);
        Failpoint.reach("pod.free.library");
        ground.spawner().linux().unmountWithin(plan.library());
        ResourceDirectory.remove(plan.library());
        Failpoint.reach("pod.free.directory");
        ResourceDirectory.remove(directory);
        ground.users().release(spec.name());
    }

    /** Ends and removes what is left of a pod that cannot be restored, once its cells are freed. Repeating: tries again. */
    static void removeDamaged(Ground ground, ResourceName name) {
        Pod pod = new Pod(ground, PodRecord.of(PodSpec.plain(name, name.path()), null, Instant.now(), new Stopped()));
        try (Rollback steps = new Rollback()) {
            steps.push("remove " + pod.directory, pod::free);
            steps.push(
                    "unmount what is in " + pod.directory,
                    () -> ground.spawner().linux().unmountWithin(pod.directory));
            steps.push("unpin its namespaces", pod.namespaces::delete);
            steps.push("disconnect it", () -> ground.networks().takeBackLost(name.path()));
            steps.push(
                    "end its processes",
                    () -> ground.spawner().cgroups().open(pod.plan.cgroup()).killAll(KILL_DEADLINE));
        }
    }

    private void takeDown(PodNetwork network) {
        takeDown(network, () -> {});
    }

    /**
     * Undoes the network, and at the same time the instance and the mounts; all of them even when one fails. Repeating: does nothing.
     *
     * @param endInstance ends the first process, where it may still run
     */
    private void takeDown(PodNetwork network, Runnable endInstance) {
        FutureTask<Void> disconnected = new FutureTask<>(() -> disconnect(network), null);
        Thread.ofVirtual().name("network-" + spec.name()).start(disconnected);
        try (Rollback steps = new Rollback()) {
            steps.push("disconnect from network", () -> {
                await(disconnected);
                namespaces.delete(); // only then: the plugins find in it what they have to take back
            });
            steps.push("unmount files and shared memory", files::unmount);
            steps.push("remove instance", () -> ground.spawner().remove(plan));
            steps.push("end instance", endInstance::run);
        }
    }

    private void disconnect(PodNetwork network) {
        netns.discardUnpinned();
        ground.networks().delete(spec.name().path(), netns.file(), network);
    }

    /** Asks the plugins whether its network is as they made it; a sentence when it is not, and the pod was not stopped meanwhile. */
    Optional<String> checkNetwork() {
        if (!(state instanceof Running running)) {
            return Optional.empty();
        }
        try {
            ground.networks().check(spec.name().path(), netns.file(), running.network());
            return Optional.empty();
        } catch (AuraeException e) {
            return Optional.ofNullable(e.getMessage()).filter(message -> state.equals(running));
        }
    }

    private static void await(FutureTask<?> task) throws Exception {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void record(EventKind kind, String cause) {
        ground.events().record(Resource.pod(spec.name().path()), kind, cause);
    }

    private void become(PodState next) {
        file.write(PodRecord.of(spec, ids, createdAt, next));
        enter(next);
    }

    private void enter(PodState next) {
        state = next;
        if (next instanceof Allocated || next instanceof Stopped) {
            releasePorts();
        }
    }

    /**
     * The same on the way down, where what cannot be written down is known to this daemon alone: a full disk must not keep anybody from
     * ending what fills it. The next daemon finds a pod whose instance is gone, and takes down what is left of it.
     */
    private void becomeAnyway(PodState next) {
        try {
            become(next);
        } catch (ResourceException e) {
            LOG.warn("what became of pod '{}' cannot be written down, going on", spec.name(), e);
            enter(next);
        }
    }

    /** Ports that still lead to what could not be taken down stay this pod's. */
    private void releaseUnused() {
        if (!(state instanceof Between)) {
            releasePorts();
        }
    }

    private void releasePorts() {
        ground.networks().release(spec.name().path());
    }

    PodSpec spec() {
        return spec;
    }

    Instant createdAt() {
        return createdAt;
    }

    PodState state() {
        return state;
    }

    /** Whether its instance runs, as the kernel has it. */
    boolean isUp() {
        return state instanceof Running running && running.process().isAlive();
    }

    InstancePlan plan() {
        return plan;
    }

    PodFiles files() {
        return files;
    }

    /** Where its network namespace is pinned. */
    Path netns() {
        return netns.file();
    }

    /** Its user namespace, where it has one of its own. */
    Optional<UserNamespace> users() {
        return Optional.ofNullable(ids).map(map -> ground.users().namespace(spec.name(), map));
    }

    private static InstancePlan plan(Ground ground, PodSpec spec, Path directory, PodNamespaces namespaces) {
        String name = spec.name().path();
        CgroupPath parent = spec.cgroupParent() == null ? ground.cgroupRoot() : spec.cgroupParent();
        return new InstancePlan(
                name,
                spec.hostname(),
                directory,
                ground.libraries().resolve(name),
                parent.child(name),
                spec.shared().network() ? new Network.Inherited() : namespaces.forInstance(),
                new Kernel(
                        spec.shared().ipc(),
                        spec.domain(),
                        namespaces.users().isEmpty() ? spec.sysctls() : Sysctls.ofNetwork(spec.sysctls())),
                InstancePlan.Mounts.HOST);
    }

    private static StateFile<PodRecord> file(Path directory) {
        return new StateFile<>(directory.resolve(RECORD), PodRecord.class);
    }
}
