// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.instances.InstanceBook;
import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.ledger.Entry;
import io.aurae.auraed.ledger.KernelObject.Kind;
import io.aurae.auraed.network.PodNetwork;
import io.aurae.auraed.pods.PodState.Between;
import io.aurae.auraed.pods.PodState.Running;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What pods have of the kernel, their cells apart. A pod's directory is named by it and made before anything else. */
record PodBook(Pods pods, Ground ground) implements Book {
    @Override
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Path directory : ResourceDirectory.list(ground.directory())) {
            String name = directory.getFileName().toString();
            Optional<Pod> pod = pods.find(ResourceName.top(name));
            String owner = "pod '" + name + "'";
            boolean up = pod.filter(Pod::isUp).isPresent();
            boolean connected = up && !pod.get().spec().shared().network();
            Path namespace = ground.namespaces().resolve(name);
            entries.add(Entry.of(
                    Kind.CGROUP,
                    pod.map(there -> there.plan().cgroup())
                            .orElse(ground.cgroupRoot().child(name)),
                    owner,
                    up));
            entries.addAll(InstanceBook.within(directory, owner));
            pod.ifPresent(
                    there -> entries.add(Entry.of(Kind.CGROUP, there.plan().cgroup() + "/_init", owner, false)
                            .withAllBelow()));
            entries.add(Entry.of(
                    Kind.MOUNT,
                    directory.resolve("shm"),
                    owner,
                    up && !pod.get().spec().shared().ipc()));
            entries.add(Entry.of(Kind.MOUNT, namespace, owner, connected));
            entries.add(Entry.of(Kind.NAMESPACE, namespace, owner, connected));
            entries.add(Entry.of(Kind.ADDRESS, name, owner, false).withAllBelow());
            pod.ifPresent(there -> links(there, owner, entries));
        }
        return entries;
    }

    /** A plugin chooses the link's name and tells it when it has made it; until then it may be any. */
    private static void links(Pod pod, String owner, List<Entry> entries) {
        switch (pod.state()) {
            case Running(var process, PodNetwork network, var startedAt) ->
                network.links().forEach(link -> entries.add(Entry.of(Kind.LINK, link, owner, false)));
            case Between(PodNetwork network, boolean stopping) ->
                entries.add(Entry.of(Kind.LINK, "", owner, false).withAllBelow());
            case PodState.Allocated(), PodState.Stopped() -> {}
        }
    }

    @Override
    public List<String> mend() {
        return pods.mend();
    }
}
