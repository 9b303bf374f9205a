// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.ledger.Book;
import io.aurae.auraed.ledger.Entry;
import io.aurae.auraed.ledger.KernelObject.Kind;
import io.aurae.linux.Errno;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.MountFlag;
import io.aurae.linux.UnmountFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program once more, on a mount of its own that cannot be written to. crun makes such a mount for itself each time it is started from
 * elsewhere, and then starts itself again from there; see decision 0031.
 *
 * @param program where it is installed
 * @param place where it is mounted, with the same name
 */
record ReadOnlyProgram(Linux linux, Path program, Path place) implements Book {
    private static final Logger LOG = LoggerFactory.getLogger(ReadOnlyProgram.class);

    /** Where to start it from: the mount or, where that cannot be made, where it is installed. Repeating: keeps the mount of the same file. */
    Path mount() {
        try {
            if (!isMounted()) {
                unmount();
                Files.createDirectories(place.getParent());
                if (Files.notExists(place)) {
                    Files.createFile(place);
                }
                linux.mount(program.toString(), place, "", Set.of(MountFlag.BIND), "");
                linux.mount("", place, "", Set.of(MountFlag.REMOUNT, MountFlag.BIND, MountFlag.RDONLY), "");
            }
            return place;
        } catch (IOException | LinuxException e) {
            LOG.warn("'{}' is started from where it is installed, which takes longer", program, e);
            return program;
        }
    }

    /** A program that was replaced since has another file. */
    private boolean isMounted() throws IOException {
        return Files.exists(place)
                && Files.isSameFile(program, place)
                && linux.mounts().stream()
                        .anyMatch(mount ->
                                mount.target().equals(place) && mount.options().contains("ro"));
    }

    /** What runs from it goes on. Repeating: does nothing. */
    void unmount() {
        try {
            linux.unmount(place, Set.of(UnmountFlag.DETACH));
        } catch (LinuxException e) {
            if (!e.errno().equals(Errno.EINVAL) && !e.errno().equals(Errno.ENOENT)) {
                throw e;
            }
        }
    }

    @Override
    public List<Entry> entries() {
        return List.of(Entry.of(Kind.MOUNT, place, "the node", false));
    }

    @Override
    public List<String> mend() {
        return List.of();
    }
}
