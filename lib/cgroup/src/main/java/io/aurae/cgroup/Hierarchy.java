// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.Rollback;
import io.aurae.linux.KernelFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** One mounted tree of control groups. */
sealed interface Hierarchy permits LegacyHierarchy, UnifiedHierarchy {
    /** A value for a file of a control group. */
    record Setting(String file, String value) {}

    Path root();

    KernelFiles files();

    /** The controllers whose limits are set here. */
    Set<String> controllers();

    /** Makes a control group able to take processes and limits; repeated for one that exists. */
    void prepare(Path directory);

    /** What the limits are in this hierarchy, in the order in which they can be written. */
    List<Setting> settings(CgroupLimits limits);

    /** The limits that its controllers cannot express. */
    List<String> inexpressible(CgroupLimits limits);

    default Path directory(CgroupPath path) {
        return root().resolve(path.path().substring(1));
    }

    /** Makes the control group and those above it, each prepared. */
    default void create(CgroupPath path, Rollback rollback) {
        Path directory = root();
        for (Path name : root().relativize(directory(path))) {
            directory = directory.resolve(name);
            make(directory, rollback);
            prepare(directory);
        }
    }

    private void make(Path directory, Rollback rollback) {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            files().makeDirectory(directory);
            rollback.push("remove " + directory, () -> files().removeDirectory(directory));
        } catch (FileAlreadyExistsException e) {
            return; // somebody else made it between the two calls
        } catch (IOException e) {
            throw new CgroupException("make cgroup " + directory, e);
        }
    }

    /** Keeps what is in the control group from running, and so from multiplying while it is killed, or lets it run; if the hierarchy can. */
    default void freeze(CgroupPath path, boolean frozen) {}

    /** Kills what is in the control group at one blow; if the hierarchy can. */
    default void kill(CgroupPath path) {}

    default String read(Path file) {
        try {
            return files().read(file);
        } catch (IOException e) {
            throw new CgroupException("read " + file, e);
        }
    }

    default void write(Path file, String value) {
        try {
            files().write(file, value);
        } catch (IOException e) {
            throw new CgroupException("write '" + value + "' to " + file, e);
        }
    }

    /** Writes to a file that may not be there, and then need not be written. */
    default void writeIfThere(Path file, String value) {
        try {
            files().write(file, value);
        } catch (NoSuchFileException e) {
            // not in this kernel, or removed meanwhile
        } catch (IOException e) {
            throw new CgroupException("write '" + value + "' to " + file, e);
        }
    }
}
