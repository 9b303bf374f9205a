// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.Rollback;
import io.aurae.cgroup.Hierarchy.Setting;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The processors and memory nodes of a group of version 1. There each group has a list of its own that must lie within that of the group
 * above, so a change has to go through the tree: groups below that had what this one had follow it, others must fit.
 */
final class LegacyCpuset {
    private LegacyCpuset() {}

    /** Refuses a list that names what the group above has not; an absent processor is such a thing. */
    static void check(LegacyHierarchy hierarchy, Path directory, String file, @Nullable String list) {
        if (list == null || list.isEmpty()) {
            return;
        }
        CpuList above = CpuList.ofKernel(hierarchy.readIfThere(directory.resolveSibling(file)));
        if (!CpuList.parse(file, list).isWithin(above)) {
            throw CgroupException.limit(file, list, "among '" + above + "', which the group above has");
        }
    }

    /** Sets the list of the group, where {@code setting} names limit and file. */
    static void set(LegacyHierarchy hierarchy, Path directory, Setting setting, @Nullable String list, Rollback undo) {
        if (list == null) {
            return;
        }
        String wanted = list.isEmpty() ? hierarchy.read(directory.resolveSibling(setting.file())) : list;
        change(hierarchy, directory, setting, CpuList.parse(setting.limit(), wanted), undo);
    }

    private static void change(
            LegacyHierarchy hierarchy, Path directory, Setting setting, CpuList wanted, Rollback undo) {
        CpuList before = CpuList.ofKernel(hierarchy.read(directory.resolve(setting.file())));
        if (before.equals(wanted)) {
            return;
        }
        write(hierarchy, directory, setting, before.and(wanted), undo);
        for (Path child : children(directory)) {
            CpuList theirs = CpuList.ofKernel(hierarchy.readIfThere(child.resolve(setting.file())));
            if (theirs.equals(before)) {
                change(hierarchy, child, setting, wanted, undo);
            } else if (!theirs.isWithin(wanted)) {
                throw CgroupException.limit(
                        setting.limit(),
                        wanted,
                        "all of '" + theirs + "', which '" + child.getFileName() + "' in it has");
            }
        }
        write(hierarchy, directory, setting, wanted, undo);
    }

    private static void write(LegacyHierarchy hierarchy, Path directory, Setting setting, CpuList list, Rollback undo) {
        String text = list.toString();
        if (!CpuList.ofKernel(hierarchy.read(directory.resolve(setting.file()))).equals(list)) {
            hierarchy.set(directory, new Setting(setting.limit(), setting.file(), text), undo);
        }
    }

    private static List<Path> children(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            List<Path> children = new ArrayList<>();
            entries.forEach(children::add);
            return children;
        } catch (IOException e) {
            throw new CgroupException("list " + directory, e);
        }
    }
}
