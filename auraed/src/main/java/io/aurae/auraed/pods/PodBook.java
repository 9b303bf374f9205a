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
import io.aurae.cgroup.CgroupPath;
import java.nio.file.Files;
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
            ResourceName.ofDirectory(directory).ifPresent(name -> add(name, directory, entries));
        }
        return entries;
    }

    private void add(ResourceName label, Path directory, List<Entry> entries) {
        String name = directory.getFileName().toString();
        Optional<Pod> pod = pods.find(label);
        String owner = "pod '" + name + "'";
        boolean up = pod.filter(Pod::isUp).isPresent();
        CgroupPath cgroup = pod.map(there -> there.plan().cgroup())
                .orElse(ground.cgroupRoot().child(name));
        entries.add(Entry.of(Kind.CGROUP, cgroup, owner, up));
        entries.add(Entry.of(Kind.CGROUP, cgroup.child("_init"), owner, false).withAllBelow());
        entries.addAll(InstanceBook.within(directory, owner));
        boolean ownMemory = up && !pod.get().spec().shared().ipc();
        entries.add(Entry.of(Kind.MOUNT, directory.resolve("shm"), owner, ownMemory));
        boolean ownFiles = up && Files.isDirectory(pod.get().files().etc());
        entries.add(Entry.of(Kind.MOUNT, directory.resolve("etc"), owner, ownFiles));
        boolean ownNetwork = up && !pod.get().spec().shared().network();
        Path namespace = ground.namespaces().resolve(name);
        entries.add(Entry.of(Kind.MOUNT, namespace, owner, ownNetwork));
        entries.add(Entry.of(Kind.NAMESPACE, namespace, owner, ownNetwork));
        boolean ownUsers = up && pod.get().users().isPresent();
        Path pins = ground.users().directory(label);
        PodNamespaces.PINS.forEach(kind -> entries.add(Entry.of(Kind.MOUNT, pins.resolve(kind), owner, ownUsers)));
        entries.add(Entry.of(Kind.ADDRESS, name, owner, false).withAllBelow());
        pod.ifPresentOrElse(there -> links(there, owner, entries), () -> entries.add(anyLink(owner)));
    }

    private static void links(Pod pod, String owner, List<Entry> entries) {
        switch (pod.state()) {
            case Running(var process, PodNetwork network, var startedAt) ->
                network.links().forEach(link -> entries.add(Entry.of(Kind.LINK, link, owner, false)));
            case Between(PodNetwork network, boolean stopping) -> entries.add(anyLink(owner));
            case PodState.Allocated(), PodState.Stopped() -> {}
        }
    }

    /** A plugin chooses the link's name and tells it when it has made it; until then, or where the record is damaged, it may be any. */
    private static Entry anyLink(String owner) {
        return Entry.of(Kind.LINK, "", owner, false).withAllBelow();
    }

    @Override
    public List<String> mend() {
        return pods.mend();
    }

    @Override
    public List<String> inspect() {
        return pods.inspect();
    }
}
