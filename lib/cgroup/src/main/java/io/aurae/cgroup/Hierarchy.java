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
import org.jspecify.annotations.Nullable;

/** One mounted tree of control groups. */
sealed interface Hierarchy permits LegacyHierarchy, UnifiedHierarchy {
    /**
     * A value for a file of a control group.
     *
     * @param limit what callers call it
     * @param reset where the file holds a line for each first word: the line that lifts this one; else null
     */
    record Setting(
            String limit,
            String file,
            String value,
            @Nullable String reset) {
        Setting(String limit, String file, String value) {
            this(limit, file, value, null);
        }

        /** What brings the file back to what it holds now. */
        private String undo(String content) {
            if (reset == null) {
                return content.isEmpty() ? "\n" : content;
            }
            String key = value.substring(0, value.indexOf(' ') + 1);
            return content.lines()
                    .filter(line -> line.startsWith(key))
                    .findFirst()
                    .orElse(reset);
        }
    }

    Path root();

    KernelFiles files();

    /** The controllers whose limits are set here. */
    Set<String> controllers();

    /** Whether it has the controller that version 2 calls so. */
    boolean holds(String controller);

    /** Makes a control group able to take processes and limits; repeated for one that exists. */
    void prepare(Path directory);

    /** What the limits are in this hierarchy for a control group, in the order in which they can be written. */
    List<Setting> settings(Path directory, CgroupLimits limits);

    /** The limits that its controllers cannot express. */
    List<String> inexpressible(CgroupLimits limits);

    /** Refuses limits that do not go together with those of the group above, in better words than the kernel's. */
    default void check(Path directory, CgroupLimits limits) {}

    /** Writes the limits, each with its undo. */
    default void set(Path directory, CgroupLimits limits, Rollback undo) {
        settings(directory, limits).forEach(setting -> set(directory, setting, undo));
    }

    /** Writes one value; the undo writes what was there before. */
    default void set(Path directory, Setting setting, Rollback undo) {
        Path file = directory.resolve(setting.file());
        try {
            String before = setting.undo(files().read(file));
            files().write(file, setting.value());
            undo.push("restore " + file, () -> write(file, before));
        } catch (IOException e) {
            throw CgroupException.refused(setting, e);
        }
    }

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

    /** Whether it can keep a control group from running. */
    boolean canFreeze();

    /** Keeps what is in the control group from running, and so from multiplying while it is killed, or lets it run; if the hierarchy can. */
    void freeze(CgroupPath path, boolean frozen);

    /** Whether the control group itself was frozen, as far as the hierarchy can. */
    boolean isFrozen(CgroupPath path);

    /** Whether the control group, or one around it, was frozen, as far as the hierarchy can. */
    boolean isHeld(CgroupPath path);

    /** Whether everything in the control group has come to a halt. */
    boolean hasHalted(CgroupPath path);

    /** Kills what is in the control group at one blow; if the hierarchy can. */
    default void kill(CgroupPath path) {}

    /** The content of a file; nothing when it is not there, goes at this moment, or is not filled by this kernel. */
    default String readIfThere(Path file) {
        try {
            return files().read(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            String reason = CgroupException.reason(e);
            if (reason.equals("No such device") || reason.equals("Operation not supported")) {
                return "";
            }
            throw new CgroupException("read " + file, e);
        }
    }

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
