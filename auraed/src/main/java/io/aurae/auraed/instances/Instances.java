// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.resource.Claims;
import io.aurae.auraed.resource.Damaged;
import io.aurae.auraed.resource.Grace;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.cgroup.CgroupPath;
import io.aurae.oci.spec.InstanceSpec.Kernel;
import io.aurae.oci.spec.InstanceSpec.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The instances that callers spawned; those of pods belong to the pods. Thread-safe. */
public final class Instances {
    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    /** How many instances a node may have. */
    static final int MAX_INSTANCES = 1_000;

    private final Spawner spawner;
    private final Names names;
    private final Path directory;
    private final Path libraries;
    private final CgroupPath cgroupRoot;
    private final Events events;
    private final Claims claims = new Claims();
    private final Damaged damaged;
    private final TreeMap<ResourceName, Instance> byName = new TreeMap<>();
    private int coming;
    private volatile Consumer<Path> atEnd = socket -> {};

    /**
     * @param directory one directory an instance is kept here
     * @param libraries the instances' own images are kept here
     */
    public Instances(
            Spawner spawner, Names names, Path directory, Path libraries, CgroupPath cgroupRoot, Events events) {
        this.spawner = spawner;
        this.names = names;
        this.directory = directory;
        this.libraries = libraries;
        this.cgroupRoot = cgroupRoot;
        this.events = events;
        this.damaged = new Damaged(names, Names.Kind.INSTANCE);
    }

    /** Tells the socket of each instance that is stopped or freed from now on. */
    public void onEnd(Consumer<Path> listener) {
        atEnd = listener;
    }

    /** Finds the instances of an earlier daemon; answers what could not be restored, a sentence each. */
    public List<String> restore() {
        List<String> problems = new ArrayList<>();
        for (Path child : ResourceDirectory.list(directory)) {
            try {
                claimAndRestore(child);
            } catch (RuntimeException e) {
                String problem = "instance in '" + child + "' not restored: " + e.getMessage();
                problems.add(problem);
                ResourceName.ofDirectory(child).ifPresent(name -> damaged.add(name, problem));
            }
        }
        return problems;
    }

    /** Finds, or undoes, what lies in directories and is not in memory; answers what it could not, a sentence each. */
    List<String> mend() {
        return restore();
    }

    private void claimAndRestore(Path child) {
        ResourceName name = ResourceName.top(child.getFileName().toString());
        if (find(name).isEmpty()) {
            try (Claims.Claim _ = claims.take(name)) {
                if (find(name).isEmpty() && Files.isDirectory(child)) {
                    restore(child);
                }
            }
        }
    }

    /** Whether the instance is there and runs. */
    boolean runs(ResourceName name) {
        return find(name)
                .filter(instance -> instance.state() instanceof InstanceState.Running)
                .isPresent();
    }

    private void restore(Path child) {
        Optional<InstanceRecord> record = Instance.read(child);
        if (record.isEmpty()) {
            CgroupPath cgroup = cgroupRoot.child(child.getFileName().toString());
            ResourceDirectory.removeUnrecorded(
                    child, spawner.cgroups().open(cgroup).pids());
            return;
        }
        SpawnSpec spec = record.get().spec();
        if (record.get().state() instanceof InstanceState.Spawning) {
            found(spec.name(), "its spawn is undone");
        }
        Optional<Instance> found = Instance.restore(spawner, plan(spec), record.get());
        damaged.remove(spec.name());
        found.ifPresent(instance -> {
            names.reserve(spec.name().path(), Names.Kind.INSTANCE);
            put(instance);
            if (instance.state() instanceof InstanceState.Running) {
                spawner.linkParent(instance.plan());
            }
            if (instance.isToBeStopped()) {
                Thread.ofVirtual().name("stop-" + spec.name()).start(() -> finishStop(spec.name()));
            }
        });
    }

    private void found(ResourceName name, String what) {
        events.record(Resource.instance(name.path()), EventKind.FOUND, what);
    }

    private void finishStop(ResourceName name) {
        found(name, "its stop is finished");
        try {
            stop(name, Grace.STANDARD);
        } catch (RuntimeException e) {
            LOG.warn("instance '{}' was to be stopped, and could not be", name, e);
        }
    }

    /**
     * Spawns an instance. Repeating: an identical request answers with the instance there is.
     *
     * @throws io.aurae.base.AuraeException ALREADY_EXISTS, RESOURCE_EXHAUSTED or INTERNAL; nothing is left then
     */
    Instance spawn(SpawnSpec spec) {
        try (Claims.Claim _ = claims.take(spec.name())) {
            Optional<Instance> existing = find(spec.name());
            damaged.requireNot(spec.name());
            if (existing.isEmpty()) {
                return spawnNew(spec);
            }
            if (!existing.get().spec().equals(spec)) {
                throw new InstanceException.AlreadyExists(spec.name().path());
            }
            return existing.get();
        }
    }

    private Instance spawnNew(SpawnSpec spec) {
        takeRoom();
        try {
            return spawnNamed(spec);
        } finally {
            giveRoom();
        }
    }

    private Instance spawnNamed(SpawnSpec spec) {
        names.reserve(spec.name().path(), Names.Kind.INSTANCE);
        try {
            Instance instance = Instance.spawn(spawner, plan(spec), spec);
            put(instance);
            record(spec.name(), EventKind.SPAWNED);
            return instance;
        } catch (RuntimeException e) {
            names.release(spec.name().path(), Names.Kind.INSTANCE);
            throw e;
        }
    }

    private InstancePlan plan(SpawnSpec spec) {
        String name = spec.name().path();
        Network network = spec.isolateNetwork() ? new Network.Own() : new Network.Inherited();
        CgroupPath cgroup = new CgroupPath(cgroupRoot.path() + "/" + name);
        return new InstancePlan(
                name,
                spec.hostname(),
                directory.resolve(name),
                libraries.resolve(name),
                cgroup,
                network,
                Kernel.OWN,
                spec.mounts());
    }

    /** Counts one that is not there yet, so that callers at the same time cannot pass the limit together. */
    private synchronized void takeRoom() {
        if (byName.size() + coming >= MAX_INSTANCES) {
            throw new InstanceException.TooMany(MAX_INSTANCES);
        }
        coming++;
    }

    private synchronized void giveRoom() {
        coming--;
    }

    /** Stops an instance; succeeds when it is stopped or absent. */
    void stop(ResourceName name, Duration grace) {
        find(name).ifPresent(instance -> {
            boolean running = instance.state() instanceof InstanceState.Running;
            instance.stop(grace);
            atEnd.accept(instance.plan().socket());
            if (running) {
                record(name, EventKind.STOPPED);
            }
        });
    }

    /**
     * Changes limits of an instance. Repeating: sets them again. On failure all are as before.
     *
     * @throws InstanceException NOT_FOUND, or FAILED_PRECONDITION when it is stopped
     */
    Instance update(ResourceName name, CgroupLimits change) {
        try (Claims.Claim _ = claims.take(name)) {
            Instance instance = get(name);
            instance.update(change);
            record(name, EventKind.UPDATED);
            return instance;
        }
    }

    /** @throws InstanceException NOT_FOUND when there is none of that name */
    Instance get(ResourceName name) {
        damaged.requireUsable(name);
        return find(name).orElseThrow(() -> new InstanceException.NotFound(name.path()));
    }

    private void record(ResourceName name, EventKind kind) {
        events.record(Resource.instance(name.path()), kind, "");
    }

    /** Stops and forgets an instance; succeeds when it is absent. */
    void free(ResourceName name) {
        try (Claims.Claim _ = claims.take(name)) {
            find(name).ifPresent(instance -> {
                instance.free();
                atEnd.accept(instance.plan().socket());
                synchronized (this) {
                    byName.remove(name);
                }
                names.release(name.path(), Names.Kind.INSTANCE);
                record(name, EventKind.FREED);
            });
            if (damaged.has(name)) {
                freeDamaged(name);
            }
        }
    }

    private void freeDamaged(ResourceName name) {
        String hostname = name.path();
        SpawnSpec nothing =
                new SpawnSpec(name, hostname, true, InstancePlan.Mounts.MINIMAL, Labels.NONE, CgroupLimits.NONE);
        Instance.removeDamaged(spawner, plan(nothing), nothing);
        damaged.remove(name);
        record(name, EventKind.FREED);
    }

    /**
     * The socket of the instance of this name; empty when there is none.
     *
     * @throws InstanceException FAILED_PRECONDITION when it is stopped
     */
    public Optional<Path> socket(String label) {
        ResourceName name = new ResourceName(label);
        damaged.requireUsable(name);
        return find(name).map(instance -> {
            if (!(instance.state() instanceof InstanceState.Running)) {
                throw new InstanceException.Stopped(label);
            }
            return instance.plan().socket();
        });
    }

    /** Those that run now. */
    public List<InstancePlan> running() {
        return list().stream()
                .filter(instance -> instance.state() instanceof InstanceState.Running)
                .map(Instance::plan)
                .toList();
    }

    /** What they have of the kernel. */
    public Book book() {
        return new InstanceBook(this, directory, cgroupRoot);
    }

    private synchronized void put(Instance instance) {
        byName.put(instance.spec().name(), instance);
    }

    private synchronized Optional<Instance> find(ResourceName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All instances in order of their names. */
    synchronized List<Instance> list() {
        return List.copyOf(byName.values());
    }
}
