// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.cells.Home;
import io.aurae.auraed.cells.Homes;
import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Resource;
import io.aurae.auraed.instances.InstancePlan;
import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.resource.Claims;
import io.aurae.auraed.resource.Damaged;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.oci.runtime.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The pods of this daemon, each the home of cells. Thread-safe. */
public final class Pods implements Homes {
    /** How many pods a node may have. */
    static final int MAX_PODS = 2_000;

    private final Ground ground;
    private final Names names;
    private final Place node;
    private final Claims claims = new Claims();
    private final Damaged damaged;
    private final TreeMap<ResourceName, Pod> byName = new TreeMap<>();
    private int coming;

    /** @param node where things that are not in a pod are put */
    public Pods(Ground ground, Names names, Place node) {
        this.ground = ground;
        this.names = names;
        this.node = node;
        this.damaged = new Damaged(names, Names.Kind.POD);
    }

    /** Finds the pods of an earlier daemon, and gives back what lost ones had; answers what could not be restored, a sentence each. */
    public List<String> restore() {
        List<String> problems = new ArrayList<>(mend());
        Set<String> recorded = ResourceDirectory.list(ground.directory()).stream()
                .map(child -> child.getFileName().toString())
                .collect(Collectors.toSet());
        problems.addAll(ground.networks().takeBackLost(recorded));
        return problems;
    }

    /**
     * Finishes the stops that an earlier daemon began; to be called once, when the cells are there. Answers what it could not, a sentence
     * each; that is tried again later.
     *
     * @param endCells ends what runs in the cells of a pod
     */
    public List<String> finishStops(Consumer<String> endCells) {
        List<String> problems = new ArrayList<>();
        for (Pod pod : list().stream().filter(Pod::isStopping).toList()) {
            String name = pod.spec().name().path();
            try {
                endCells.accept(name);
                pod.mend();
            } catch (RuntimeException e) {
                Path directory = ground.directory().resolve(name);
                problems.add("pod in '" + directory + "': its stop is not finished: " + e.getMessage());
            }
        }
        return problems;
    }

    /** Finds, undoes or finishes what no call that is under way will; answers what it could not, a sentence each. */
    List<String> mend() {
        List<String> problems = new ArrayList<>();
        for (Path child : ResourceDirectory.list(ground.directory())) {
            try {
                restore(child);
            } catch (RuntimeException e) {
                String problem = "pod in '" + child + "' not restored: " + e.getMessage();
                problems.add(problem);
                ResourceName.ofDirectory(child)
                        .filter(name -> find(name).isEmpty())
                        .ifPresent(name -> damaged.add(name, problem));
            }
        }
        return problems;
    }

    private void restore(Path child) {
        ResourceName name = ResourceName.top(child.getFileName().toString());
        Optional<Pod> there = find(name);
        if (there.isPresent()) {
            there.get().mend();
            return;
        }
        try (Claims.Claim _ = claims.take(name)) {
            if (find(name).isEmpty() && Files.isDirectory(child)) {
                Optional<Pod> found = Pod.restore(ground, child);
                damaged.remove(name);
                found.ifPresent(this::adopt);
            }
        }
    }

    /** Whether the network of each is as the plugins made it; answers what is not, a sentence each. */
    List<String> inspect() {
        return list().stream().flatMap(pod -> pod.checkNetwork().stream()).toList();
    }

    /** What they have of the kernel. */
    public Book book() {
        return new PodBook(this, ground);
    }

    private void adopt(Pod pod) {
        names.reserve(pod.spec().name().path(), Names.Kind.POD);
        put(pod);
        if (pod.isUp()) {
            ground.spawner().linkParent(pod.plan());
        }
    }

    /** The instances of those that run now. */
    public List<InstancePlan> running() {
        return list().stream().filter(Pod::isUp).map(Pod::plan).toList();
    }

    /**
     * Reserves a pod. Repeating: an identical request answers with the pod there is.
     *
     * @throws io.aurae.base.AuraeException ALREADY_EXISTS or RESOURCE_EXHAUSTED
     */
    Pod allocate(PodSpec spec) {
        try (Claims.Claim _ = claims.take(spec.name())) {
            damaged.requireNot(spec.name());
            Optional<Pod> existing = find(spec.name());
            if (existing.isEmpty()) {
                return allocateNew(spec);
            }
            if (!existing.get().spec().equals(spec)) {
                throw new PodException.AlreadyExists(spec.name());
            }
            return existing.get();
        }
    }

    private Pod allocateNew(PodSpec spec) {
        takeRoom();
        try {
            return allocateNamed(spec);
        } finally {
            giveRoom();
        }
    }

    private Pod allocateNamed(PodSpec spec) {
        names.reserve(spec.name().path(), Names.Kind.POD);
        try {
            Pod pod = Pod.allocate(ground, spec, ground.users().take(spec.name(), spec.users()));
            put(pod);
            ground.events().record(Resource.pod(spec.name().path()), EventKind.ALLOCATED, "");
            return pod;
        } catch (RuntimeException e) {
            ground.users().release(spec.name());
            names.release(spec.name().path(), Names.Kind.POD);
            throw e;
        }
    }

    /** Counts one that is not there yet, so that callers at the same time cannot pass the limit together. */
    private synchronized void takeRoom() {
        if (byName.size() + coming >= MAX_PODS) {
            throw new PodException.TooMany(MAX_PODS);
        }
        coming++;
    }

    private synchronized void giveRoom() {
        coming--;
    }

    private synchronized void put(Pod pod) {
        byName.put(pod.spec().name(), pod);
    }

    /** Forgets a pod whose cells are freed, and frees its name. Repeating: does nothing, even when another one has the name by now. */
    void free(Pod pod) {
        ResourceName name = pod.spec().name();
        try (Claims.Claim _ = claims.take(name)) {
            if (find(name).filter(found -> found == pod).isEmpty()) {
                return;
            }
            pod.free();
            synchronized (this) {
                byName.remove(name);
            }
            names.release(name.path(), Names.Kind.POD);
            ground.events().record(Resource.pod(name.path()), EventKind.FREED, "");
        }
    }

    /** Whether there is a pod of this name that cannot be restored. */
    boolean isDamaged(ResourceName name) {
        return damaged.has(name);
    }

    /** Ends and removes a pod that cannot be restored, once its cells are freed, and frees its name. Repeating: does nothing. */
    void freeDamaged(ResourceName name) {
        try (Claims.Claim _ = claims.take(name)) {
            if (isDamaged(name)) {
                Pod.removeDamaged(ground, name);
                damaged.remove(name);
                ground.events().record(Resource.pod(name.path()), EventKind.FREED, "");
            }
        }
    }

    synchronized Optional<Pod> find(ResourceName name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** @throws PodException NOT_FOUND */
    Pod get(ResourceName name) {
        damaged.requireUsable(name);
        return find(name).orElseThrow(() -> new PodException.NotFound(name));
    }

    /** All pods in order of their names. */
    synchronized List<Pod> list() {
        return List.copyOf(byName.values());
    }

    @Override
    public Optional<Home> named(String label) {
        return find(ResourceName.top(label)).map(pod -> new PodHome(pod, node));
    }
}
