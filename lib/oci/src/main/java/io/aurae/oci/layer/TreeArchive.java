// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.Errno;
import io.aurae.linux.HeldFile;
import io.aurae.linux.IdMap;
import io.aurae.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Writes what lies in a tree that somebody else may change at the same time as a tar archive (pax), with modes, owners by number, links and
 * times to the nanosecond. Each file is held before it is looked at, and no link is followed, so nothing from outside the tree gets in.
 *
 * <p>Left out, and told: devices, sockets, what the kernel shows of itself (such as {@code /proc}), and names that are not UTF-8. Holes of
 * files are written as zeros; extended attributes are not written. Used by one thread.
 */
public final class TreeArchive {
    /** How many directories may lie in each other; one descriptor is held for each. */
    static final int DEPTH_MAX = 200;

    private static final int CHUNK_BYTES = 64 << 10;

    /** File systems in which the kernel shows itself, by the numbers of linux/magic.h: proc, sysfs, control groups, devpts, mqueue, debugfs, tracefs, securityfs. */
    private static final Set<Long> KERNELS = Set.of(
            0x9fa0L, 0x62656572L, 0x27e0ebL, 0x63677270L, 0x1cd1L, 0x19800202L, 0x64626720L, 0x74726163L, 0x73636673L);

    private final OutputStream out;
    private final Consumer<String> leftOut;
    private final Owners owners;
    private final Map<TreeFacts.Inode, String> linked = new HashMap<>();
    /** Hard links that are found when this is used up are written as files of their own. */
    private final Allowance links = new Allowance("hard links", Allowance.NAMES);
    /** For the names in the directories that are being walked over. */
    private final Allowance names = new Allowance("files in a directory", Allowance.NAMES);

    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** @param leftOut told the name of each file that is not in the archive, and why */
    public TreeArchive(OutputStream out, Consumer<String> leftOut) {
        this(out, leftOut, Optional.empty());
    }

    /** @param ids of the tree's users, where they are not the node's: the archive says who they are inside */
    public TreeArchive(OutputStream out, Consumer<String> leftOut, Optional<IdMap> ids) {
        this.out = out;
        this.leftOut = leftOut;
        this.owners = new Owners(true, ids);
    }

    /**
     * Writes a file, or a directory with all that is in it, under this name: {@code .} for what is in a directory alone.
     *
     * @throws TreeException when it cannot be read, changes meanwhile, or is nothing that can be copied
     */
    public void add(HeldFile file, String name) throws IOException {
        TreeFacts facts = owners.inside(TreeFacts.of(file));
        if (isKernels(file)) {
            throw TreeException.refused(name, "is shown by the kernel (expected: what lies on a disk)");
        }
        if (!write(file, facts, name, 0)) {
            throw TreeException.refused(name, "is a device or a socket (expected: a file, a directory or a link)");
        }
    }

    /** Ends the archive. */
    public void finish() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK_BYTES]);
        out.flush();
    }

    private static boolean isKernels(HeldFile file) {
        return KERNELS.contains(file.fileSystem());
    }

    /** Whether it can be written at all. */
    private boolean write(HeldFile file, TreeFacts facts, String name, int depth) throws IOException {
        switch (facts.type()) {
            case TreeFacts.DIRECTORY -> directory(file, facts, name, depth);
            case TreeFacts.FILE -> file(file, facts, name);
            case TreeFacts.LINK -> out.write(TreeHeader.of('2', name, facts, file.linkTarget()));
            case TreeFacts.FIFO -> out.write(TreeHeader.of('6', name, facts, ""));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void directory(HeldFile directory, TreeFacts facts, String name, int depth) throws IOException {
        if (depth == DEPTH_MAX) {
            throw TreeException.refused(name, "lies too deep (expected: at most " + DEPTH_MAX + " directories)");
        }
        if (name.length() > LayerLimits.DEFAULT.pathBytes()) {
            throw TreeException.refused(
                    name, "has too long a path (expected: at most " + LayerLimits.DEFAULT.pathBytes() + " characters)");
        }
        out.write(TreeHeader.of('5', name + "/", facts, ""));
        if (isKernels(directory)) {
            leftOut.accept(name + "/* (shown by the kernel)");
            return;
        }
        Set<String> children = names(directory, name);
        for (String child : children) {
            child(directory, child, name + "/" + child, depth);
        }
        children.forEach(names::give);
    }

    /** Once each, whatever happens to the directory while it is read. */
    private Set<String> names(HeldFile directory, String name) throws IOException {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path())) {
            for (Path entry : entries) {
                String child = entry.getFileName().toString();
                if (found.add(child)) {
                    names.require(child, name);
                }
            }
        } catch (FileSystemException e) {
            throw TreeException.of(name, e);
        }
        return found;
    }

    private void child(HeldFile directory, String child, String name, int depth) throws IOException {
        try (HeldFile held = directory.child(child)) {
            if (!write(held, owners.inside(TreeFacts.of(held)), name, depth + 1)) {
                leftOut.accept(name + " (a device or a socket)");
            }
        } catch (LinuxException e) {
            if (!e.errno().equals(Errno.ENOENT)) {
                throw TreeException.of(name, e);
            }
            if (child.indexOf('\ufffd') >= 0) {
                leftOut.accept(name + " (its name is not UTF-8)");
            }
            // Else it is gone since the directory was read.
        }
    }

    private void file(HeldFile file, TreeFacts facts, String name) throws IOException {
        String first = facts.links() > 1 ? linked.get(facts.inode()) : null;
        if (first != null) {
            out.write(TreeHeader.of('1', name, facts, first));
            return;
        }
        if (facts.links() > 1 && links.take(name)) {
            linked.put(facts.inode(), name);
        }
        try (InputStream content = Files.newInputStream(file.path())) {
            out.write(TreeHeader.of('0', name, facts, ""));
            copy(content, facts.sizeBytes(), name);
        } catch (FileSystemException e) {
            throw TreeException.of(name, e);
        }
    }

    private void copy(InputStream content, long sizeBytes, String name) throws IOException {
        for (long left = sizeBytes; left > 0; ) {
            int read = content.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw TreeException.refused(name, "became shorter while it was copied (expected: it stays as it is)");
            }
            out.write(chunk, 0, read);
            left -= read;
        }
        out.write(HeaderBlock.padding(sizeBytes));
    }
}
