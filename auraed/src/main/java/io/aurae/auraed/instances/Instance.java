// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.instances.InstanceState.Running;
import io.aurae.auraed.instances.InstanceState.Spawning;
import io.aurae.auraed.instances.InstanceState.Stopped;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.AuraeException;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.cgroup.Cgroup;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.cgroup.CgroupStats;
import io.aurae.linux.ProcessId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A spawned instance of auraed.
 *
 * <pre>
 *  spawn()              listens             stop(), or it ends by itself
 *  ───────▶ Spawning ──────────▶ Running ──────────────────────────────▶ Stopped ──free()──▶ gone
 *              │ fails, or the daemon dies: undone
 * </pre>
 */
final class Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final String RECORD = "instance.json";
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);

    private final Spawner spawner;
    private final InstancePlan plan;
    private final StateFile<InstanceRecord> file;
    private volatile InstanceRecord record;
    private volatile InstanceState state;

    private Instance(Spawner spawner, InstancePlan plan, InstanceRecord record) {
        this.spawner = spawner;
        this.plan = plan;
        this.record = record;
        this.file = file(plan.directory());
        this.state = record.state();
    }

    /** Spawns an instance and waits until it listens. On failure nothing is left. */
    static Instance spawn(Spawner spawner, InstancePlan plan, SpawnSpec spec) {
        Instance instance = new Instance(spawner, plan, InstanceRecord.begin(spec, Instant.now()));
        try (Rollback rollback = new Rollback()) {
            Failpoint.reach("instance.spawn.directory");
            ResourceDirectory.create(plan.directory());
            rollback.push("remove " + plan.directory(), () -> ResourceDirectory.remove(plan.directory()));
            Failpoint.reach("instance.spawn.record");
            instance.become(new Spawning());
            if (!Files.exists(plan.library())) { // one of before the reboot is not this spawn's to remove
                rollback.push("remove library of " + plan.name(), instance::removeLibrary);
            }
            rollback.push("remove root of " + plan.name(), () -> plan.root().remove());
            rollback.push("remove first process of " + plan.name(), () -> spawner.remove(plan));
            Failpoint.reach("instance.spawn.limits");
            if (!spec.limits().equals(CgroupLimits.NONE)) {
                spawner.cgroups().create(plan.cgroup()).apply(spec.limits());
            }
            ProcessId process = spawner.spawn(plan);
            Failpoint.reach("instance.spawn.running");
            instance.become(new Running(process));
            Failpoint.reach("instance.spawn.ready");
            spawner.awaitReady(plan, process);
            Failpoint.reach("instance.spawn.answer");
            rollback.release();
            return instance;
        }
    }

    /** The record in a directory, if one was written. */
    static Optional<InstanceRecord> read(Path directory) {
        return file(directory).read();
    }

    /** Finds an instance of an earlier daemon; one that was half spawned is undone, and empty is the answer. */
    static Optional<Instance> restore(Spawner spawner, InstancePlan plan, InstanceRecord record) {
        Instance instance = new Instance(spawner, plan, record);
        if (instance.state instanceof Spawning) {
            instance.free();
            return Optional.empty();
        }
        if (instance.state() instanceof Running) {
            Convention.requireKnown(plan);
        }
        instance.finishUpdate();
        return Optional.of(instance);
    }

    /** Sets what a daemon was setting when it died; where that is refused, as its caller would have been told, all stays as before. */
    private void finishUpdate() {
        CgroupLimits pending = record.pending();
        if (pending != null && state() instanceof Running) {
            try {
                update(pending);
            } catch (AuraeException e) {
                write(record.notUpdated());
            }
        }
    }

    /**
     * Sets limits over those in force. Repeating: sets them again. On failure all are as before.
     *
     * @throws InstanceException FAILED_PRECONDITION when it is stopped
     */
    synchronized void update(CgroupLimits change) {
        requireRunning();
        CgroupLimits current = record.limits();
        Failpoint.reach("instance.update.record");
        write(record.updating(change));
        boolean done = false;
        try {
            Failpoint.reach("instance.update.limits");
            cgroup().update(current, change, () -> write(record.updated(change.over(current))));
            done = true;
        } finally {
            if (!done) {
                write(record.notUpdated());
            }
        }
    }

    /**
     * What is in it uses now.
     *
     * @throws InstanceException FAILED_PRECONDITION when it is stopped
     */
    CgroupStats stats(Set<CgroupStats.Part> parts) {
        requireRunning();
        return cgroup().stats(parts).orElseThrow(() -> new InstanceException.Stopped(plan.name()));
    }

    private void requireRunning() {
        if (!(state() instanceof Running)) {
            throw new InstanceException.Stopped(plan.name());
        }
    }

    private Cgroup cgroup() {
        return spawner.cgroups().open(plan.cgroup());
    }

    /** Ends everything in it. Repeating: does nothing; during the grace period another one, or {@link #free}, may cut that short. */
    void stop(Duration grace) {
        if (state instanceof Running(ProcessId process)) {
            Failpoint.reach("instance.stop.begin");
            beginStop();
            Failpoint.reach("instance.stop.end");
            spawner.end(plan, process, grace);
            finishStop();
        }
    }

    /** A daemon that starts before the end is there finishes the stop. */
    private synchronized void beginStop() {
        if (state instanceof Running && !record.isStopping()) {
            writeIfPossible(record.stopping());
        }
    }

    private synchronized void finishStop() {
        if (state instanceof Running) {
            Failpoint.reach("instance.stop.remove");
            spawner.remove(plan);
            Failpoint.reach("instance.stop.record");
            writeIfPossible(record.in(new Stopped()));
            state = new Stopped();
        }
    }

    /** Whether an earlier daemon was asked to stop it and did not come to the end of that. */
    boolean isToBeStopped() {
        return state() instanceof Running && record.isStopping();
    }

    /** Ends everything in it and removes every trace. */
    synchronized void free() {
        stop(Duration.ZERO);
        spawner.remove(plan);
        Failpoint.reach("instance.free.library");
        removeLibrary();
        spawner.linux().unmountWithin(plan.directory());
        plan.root().remove();
        Failpoint.reach("instance.free.directory");
        ResourceDirectory.remove(plan.directory());
    }

    /** With what its daemon mounted there, where that was seen on the node, and nobody is left to unmount. */
    private void removeLibrary() {
        spawner.linux().unmountWithin(plan.library());
        ResourceDirectory.remove(plan.library());
    }

    /** Ends and removes what is left of an instance that cannot be restored. Repeating: tries again. */
    static void removeDamaged(Spawner spawner, InstancePlan plan, SpawnSpec spec) {
        spawner.cgroups().open(plan.cgroup()).killAll(KILL_DEADLINE);
        new Instance(spawner, plan, InstanceRecord.begin(spec, Instant.now())).free();
    }

    private synchronized void become(InstanceState next) {
        write(record.in(next));
        state = next;
    }

    private void write(InstanceRecord next) {
        file.write(next);
        record = next;
    }

    /** On the way down this daemon alone may know: a full disk must not keep anybody from ending what fills it. */
    private void writeIfPossible(InstanceRecord next) {
        try {
            file.write(next);
        } catch (ResourceException e) {
            LOG.warn("what became of instance '{}' cannot be written down, going on", plan.name(), e);
        }
        record = next;
    }

    /** The limits in force. */
    CgroupLimits limits() {
        return record.limits();
    }

    /** Where it is in its life, as the kernel has it. */
    InstanceState state() {
        return state instanceof Running(ProcessId process) && !process.isAlive() ? new Stopped() : state;
    }

    SpawnSpec spec() {
        return record.spec();
    }

    Instant createdAt() {
        return record.createdAt();
    }

    InstancePlan plan() {
        return plan;
    }

    private static StateFile<InstanceRecord> file(Path directory) {
        return new StateFile<>(directory.resolve(RECORD), InstanceRecord.class);
    }
}
