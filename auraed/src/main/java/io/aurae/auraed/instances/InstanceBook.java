// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.ledger.Entry;
import io.aurae.auraed.ledger.KernelObject.Kind;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What instances have of the kernel; what is in them is in the ledgers of their own daemons. */
public record InstanceBook(Instances instances, Path directory, CgroupPath cgroupRoot) implements Book {
    @Override
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Path child : ResourceDirectory.list(directory)) {
            ResourceName.ofDirectory(child).ifPresent(name -> add(name, child, entries));
        }
        return entries;
    }

    private void add(ResourceName name, Path child, List<Entry> entries) {
        String owner = "instance '" + name + "'";
        CgroupPath cgroup = cgroupRoot.child(child.getFileName().toString());
        entries.add(Entry.of(Kind.CGROUP, cgroup, owner, instances.runs(name)).withAllBelow());
        entries.addAll(within(child, owner));
    }

    /** What a nested daemon, and the start of its first process, may have in the instance's directory. */
    public static List<Entry> within(Path directory, String owner) {
        return List.of(
                Entry.of(Kind.SOCKET, directory, owner, false).withAllBelow(),
                Entry.of(Kind.PROCESS, directory, owner, false).withAllBelow(),
                Entry.of(Kind.MOUNT, directory.resolve("run"), owner, false).withAllBelow());
    }

    @Override
    public List<String> mend() {
        return instances.mend();
    }
}
