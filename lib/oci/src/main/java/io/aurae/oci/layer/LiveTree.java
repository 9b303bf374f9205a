// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.Errno;
import io.aurae.linux.HeldFile;
import io.aurae.linux.IdMap;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A directory into which entries are put while others may work on it. A path is walked one held directory after the other; what is made gets
 * a name of its own first, its owner and mode through its descriptor, and then in one step the name it is to have. Used by one thread.
 */
final class LiveTree implements AutoCloseable {
    private static final int TYPE_FIFO = 0x1000;
    private static final int DIRECTORY_MODE = 0755;
    private static final int OWNER_BITS = 0700;

    private final Linux linux;
    private final TreeUnpacker.Target target;
    private final LayerLimits limits;
    private final Owners owners;
    private final FileContent contents;
    /** Those that were made, by their paths. */
    private final Map<List<String>, Made> directories = new LinkedHashMap<>();

    private final Allowance allowance = new Allowance("new directories", Allowance.NAMES);

    /** What a directory gets when all is in it. */
    private record Made(int mode, TarEntry.Time modified) {}

    /** The directory of the entry before, which mostly is that of the next one; held while {@link #lastNames} is not empty. */
    private @Nullable HeldFile last;

    private List<String> lastNames = List.of();
    private @Nullable String top;

    LiveTree(Linux linux, TreeUnpacker.Target target, LayerLimits limits, Owners owners) {
        this.linux = linux;
        this.target = target;
        this.limits = limits;
        this.owners = owners;
        this.contents = new FileContent(limits);
    }

    /** Puts one entry into the tree. */
    void add(TarEntry entry, InputStream content) throws IOException {
        List<String> names = placed(EntryName.parse(entry.name(), limits.pathBytes()), entry);
        if (names.isEmpty()) {
            requireDirectory(entry);
            return;
        }
        String shown = shown(names);
        try {
            HeldFile parent = directory(names.subList(0, names.size() - 1));
            make(entry, content, parent, names);
        } catch (LinuxException e) {
            throw TreeException.of(shown, e);
        } catch (InvalidPathException e) {
            throw TreeException.invalid(shown, "cannot be a file name here (expected: what the locale can express)");
        } catch (IOException e) {
            throw TreeException.ofDisk(shown, e);
        }
    }

    private static void requireDirectory(TarEntry entry) {
        if (entry.type() != TarEntry.Type.DIRECTORY) {
            throw LayerException.entry(entry.name(), "would replace the directory itself (expected: a directory)");
        }
    }

    /** The path below the directory: with another name at its top, when one was asked for. */
    private List<String> placed(EntryName name, TarEntry entry) {
        List<String> components = name.components();
        if (target.name().isEmpty()) {
            return components;
        }
        String first = components.isEmpty() ? "" : components.getFirst();
        if (top == null) {
            top = first;
        }
        boolean below = top.isEmpty();
        if (!below && !first.equals(top)) {
            throw LayerException.entry(
                    entry.name(),
                    "lies beside '" + LayerException.printable(top)
                            + "' (expected: one file or directory at the top, as '"
                            + target.name().get() + "' is no directory)");
        }
        List<String> renamed = new ArrayList<>(List.of(target.name().get()));
        renamed.addAll(below ? components : components.subList(1, components.size()));
        return renamed;
    }

    private String shown(List<String> names) {
        return (target.shown().equals("/") ? "" : target.shown()) + "/" + String.join("/", names);
    }

    /** A directory of the tree; those that are not there are made. What is answered is closed by the next call. */
    private HeldFile directory(List<String> names) throws IOException {
        if (last != null && names.equals(lastNames)) {
            return last;
        }
        forget();
        if (names.isEmpty()) {
            return target.directory();
        }
        HeldFile at = target.directory();
        for (int i = 0; i < names.size(); i++) {
            HeldFile next;
            try {
                next = enter(at, names.subList(0, i + 1));
            } finally {
                forget();
            }
            last = next;
            at = next;
        }
        lastNames = List.copyOf(names);
        return at;
    }

    private void forget() {
        if (last != null) {
            last.close();
            last = null;
            lastNames = List.of();
        }
    }

    private HeldFile enter(HeldFile parent, List<String> names) throws IOException {
        Optional<HeldFile> there = find(parent, names.getLast());
        if (there.isEmpty()) {
            Files.createDirectory(parent.path(names.getLast()));
            HeldFile made = parent.child(names.getLast());
            if (owners.ids().isPresent()) {
                IdMap ids = owners.ids().get();
                Files.setAttribute(made.path(), "unix:uid", (int) ids.users().first());
                Files.setAttribute(made.path(), "unix:gid", (int) ids.groups().first());
            }
            Files.setAttribute(made.path(), "unix:mode", DIRECTORY_MODE);
            return made;
        }
        if (!isDirectory(there.get())) {
            there.get().close();
            throw TreeException.refused(shown(names), "is no directory (expected: a path by directories, no links)");
        }
        return there.get();
    }

    private static boolean isDirectory(HeldFile file) throws IOException {
        return TreeFacts.of(file).isDirectory();
    }

    private static Optional<HeldFile> find(HeldFile parent, String name) {
        try {
            return Optional.of(parent.child(name));
        } catch (LinuxException e) {
            if (e.errno().equals(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void make(TarEntry entry, InputStream content, HeldFile parent, List<String> names) throws IOException {
        String name = names.getLast();
        boolean directoryThere = isDirectoryThere(parent, name);
        if (entry.type() == TarEntry.Type.DIRECTORY) {
            if (!directoryThere) {
                makeDirectory(entry, parent, names);
            }
            return;
        }
        if (directoryThere) {
            throw TreeException.refused(shown(names), "is a directory (expected: nothing, or a file to be replaced)");
        }
        String draft = ".aurae-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        try {
            draft(entry, content, parent, draft);
            Files.move(parent.path(draft), parent.path(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            // Still there after a failure, and when it became a second name of the very file that is there.
            Files.deleteIfExists(parent.path(draft));
        }
    }

    private static boolean isDirectoryThere(HeldFile parent, String name) throws IOException {
        try (HeldFile there = find(parent, name).orElse(null)) {
            return there != null && isDirectory(there);
        }
    }

    private void makeDirectory(TarEntry entry, HeldFile parent, List<String> names) throws IOException {
        Path path = parent.path(names.getLast());
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw TreeException.refused(shown(names), "is no directory (expected: nothing, or a directory)");
        }
        Files.createDirectory(path);
        try (HeldFile made = parent.child(names.getLast())) {
            if (isDirectory(made)) {
                apply(entry, made);
            }
        }
        allowance.require(entry.name(), shown(names));
        directories.put(List.copyOf(names), new Made(entry.mode(), entry.modified()));
    }

    /** Makes what is no directory, whole, under a name that nobody expects. */
    private void draft(TarEntry entry, InputStream content, HeldFile parent, String draft) throws IOException {
        Path path = parent.path(draft);
        switch (entry.type()) {
            case FILE -> file(entry, content, parent, draft);
            case SYMBOLIC_LINK -> {
                Files.createSymbolicLink(path, Path.of(linkTarget(entry)));
                if (owners.kept()) {
                    linux.lchown(path, owners.uid(entry), owners.gid(entry));
                }
            }
            case HARD_LINK -> {
                link(entry, path);
                return; // what it is, it is by its other name
            }
            case FIFO -> fifo(entry, parent, draft);
            case CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY ->
                throw LayerException.entry(entry.name(), "is a device (expected: a file, a directory or a link)");
        }
        linux.setTimesNoFollow(
                path, entry.modified().seconds(), entry.modified().nanos());
    }

    private void file(TarEntry entry, InputStream content, HeldFile parent, String draft) throws IOException {
        contents.check(entry);
        try (HeldFile file = parent.create(draft)) {
            try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
                contents.write(entry, content, channel);
            }
            apply(entry, file);
        }
    }

    private void fifo(TarEntry entry, HeldFile parent, String draft) throws IOException {
        linux.mknod(parent.path(draft), TYPE_FIFO | 0600, 0);
        try (HeldFile made = parent.child(draft)) {
            if (TreeFacts.of(made).type() == TreeFacts.FIFO) {
                apply(entry, made);
            }
        }
    }

    private static String linkTarget(TarEntry entry) {
        if (entry.linkName().isEmpty() || entry.linkName().indexOf('\0') >= 0) {
            throw LayerException.entry(entry.name(), "is a symbolic link to nothing (expected: a path)");
        }
        return entry.linkName();
    }

    /** To a file below the same directory, by a path without links. */
    private void link(TarEntry entry, Path path) throws IOException {
        List<String> names = placed(EntryName.parseTarget(entry, limits.pathBytes()), entry);
        inParent(names, parent -> Files.createLink(path, parent.path(names.getLast())));
    }

    /** What is done in a directory. */
    @FunctionalInterface
    private interface Work {
        void in(HeldFile directory) throws IOException;
    }

    /** Does something in the directory of this path, which is there, by directories alone. */
    private void inParent(List<String> names, Work work) throws IOException {
        List<HeldFile> held = new ArrayList<>();
        try {
            HeldFile at = target.directory();
            for (String name : names.subList(0, names.size() - 1)) {
                at = at.child(name);
                held.add(at);
            }
            work.in(at);
        } finally {
            held.forEach(HeldFile::close);
        }
    }

    /** Through a descriptor, so that it is this very file; the owner first, because a change of it takes setuid bits away. */
    private void apply(TarEntry entry, HeldFile made) throws IOException {
        if (owners.kept()) {
            Attributes.requireIds(entry);
            Files.setAttribute(made.path(), "unix:uid", (int) owners.uid(entry));
            Files.setAttribute(made.path(), "unix:gid", (int) owners.gid(entry));
        }
        // Without privilege nothing could be put into a directory that its owner may not write to; it gets its mode at
        // the end.
        boolean open = entry.type() == TarEntry.Type.DIRECTORY && !owners.kept();
        Files.setAttribute(made.path(), "unix:mode", open ? entry.mode() | OWNER_BITS : entry.mode());
    }

    /** Gives the directories that were made the times that what was put into them had changed. */
    void finish() throws IOException {
        for (Map.Entry<List<String>, Made> made : directories.entrySet()) {
            List<String> names = made.getKey();
            try {
                inParent(names, parent -> finish(made.getValue(), parent, names.getLast()));
            } catch (LinuxException e) {
                if (!e.errno().equals(Errno.ENOENT)) {
                    throw TreeException.of(shown(names), e);
                }
                // Else somebody has removed it since.
            }
        }
    }

    private void finish(Made directory, HeldFile parent, String name) throws IOException {
        try (HeldFile made = parent.child(name)) {
            if (!owners.kept() && isDirectory(made)) {
                Files.setAttribute(made.path(), "unix:mode", directory.mode());
            }
        }
        linux.setTimesNoFollow(
                parent.path(name),
                directory.modified().seconds(),
                directory.modified().nanos());
    }

    @Override
    public void close() {
        forget();
    }
}
