// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.Errno;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Gives files the owners, modes, extended attributes and times that their entries say. */
final class Attributes implements AutoCloseable {
    /** The largest id: the one above means "leave as it is" to the kernel. */
    private static final long MAX_ID = 4_294_967_294L;

    private static final int DEFAULT_DIRECTORY_MODE = 0755;

    private final Linux linux;
    private final DirectoryTimes directoryTimes;

    Attributes(Linux linux, Path root) {
        this.linux = linux;
        this.directoryTimes = new DirectoryTimes(root);
    }

    /** In the one order that works: a change of owner takes away setuid bits and capabilities, so it comes first. */
    void apply(TarEntry entry, Path path) throws IOException {
        own(entry, path);
        boolean link = entry.type() == TarEntry.Type.SYMBOLIC_LINK;
        if (!link) {
            // By its path: "no link" would open it, which waits on a FIFO and acts on a device. It is no link: it was
            // just made.
            Files.setAttribute(path, "unix:mode", entry.mode());
        }
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            if (isKept(attribute.getKey(), link)) {
                setAttribute(path, attribute.getKey(), attribute.getValue());
            }
        }
        switch (entry.type()) {
            case DIRECTORY -> directoryTimes.add(path, entry.modified());
            case FILE, SYMBOLIC_LINK -> setTime(path, entry.modified());
            // Java would open these to set their time, and wait for ever.
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE ->
                linux.setTimesNoFollow(
                        path, entry.modified().seconds(), entry.modified().nanos());
            case HARD_LINK -> {}
        }
    }

    /** Makes a directory like another one, or like a new one of root's when there is no other. */
    static void copy(Optional<Path> from, Path to) throws IOException {
        if (from.isPresent()) {
            Trees.copyAttributes(from.get(), to);
        } else {
            set(to, "unix:mode", DEFAULT_DIRECTORY_MODE);
        }
    }

    /** Sets the times of the directories, which every entry put into them had changed; of those that are still real ones. */
    void finish(Predicate<Path> isReal) throws IOException {
        directoryTimes.forEach((directory, time) -> {
            if (isReal.test(directory)) {
                setTime(directory, time);
            }
        });
    }

    @Override
    public void close() throws IOException {
        directoryTimes.close();
    }

    /** @throws LayerException.Refused when nobody can have its owner's number */
    static void requireIds(TarEntry entry) {
        if (entry.uid() < 0 || entry.uid() > MAX_ID || entry.gid() < 0 || entry.gid() > MAX_ID) {
            throw LayerException.entry(
                    entry.name(),
                    "belongs to '" + entry.uid() + ":" + entry.gid() + "' (expected: ids from 0 to " + MAX_ID + ")");
        }
    }

    private static void own(TarEntry entry, Path path) throws IOException {
        requireIds(entry);
        set(path, "unix:uid", (int) entry.uid());
        set(path, "unix:gid", (int) entry.gid());
    }

    private static void set(Path path, String attribute, int value) throws IOException {
        Files.setAttribute(path, attribute, value, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * What an image may bring: attributes of users, capabilities and access lists. Not those by which overlayfs or a security module
     * would be told something.
     */
    private static boolean isKept(String name, boolean link) {
        boolean user = name.startsWith("user.") && !name.startsWith("user.overlay.") && !link;
        boolean access = name.startsWith("system.posix_acl_") && !link;
        return user || access || name.equals("security.capability");
    }

    private void setAttribute(Path path, String name, byte[] value) {
        try {
            linux.lsetxattr(path, name, value);
        } catch (LinuxException e) {
            if (!e.errno().equals(Errno.EOPNOTSUPP)) {
                throw e;
            }
        }
    }

    private void setTime(Path path, TarEntry.Time time) throws IOException {
        if (time.seconds() < 0) {
            // Java cannot express a fraction of a second before 1970.
            linux.setTimesNoFollow(path, time.seconds(), time.nanos());
            return;
        }
        try {
            FileTime modified = FileTime.from(Instant.ofEpochSecond(time.seconds(), time.nanos()));
            Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(modified, modified, null);
        } catch (DateTimeException | ArithmeticException e) {
            throw new LayerException.Refused("a time of '" + time.seconds() + "' seconds is out of range", e);
        }
    }
}
