// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.Linux;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory that a layer becomes. Each entry is put below it by a path whose directories were looked at one by one, so that no symbolic
 * link leads elsewhere; nobody else may write there meanwhile.
 */
final class LayerTree implements AutoCloseable {
    private static final int TYPE_FIFO = 0x1000;
    private static final int TYPE_CHARACTER = 0x2000;
    private static final int TYPE_BLOCK = 0x6000;

    private final Path root;
    private final Linux linux;
    private final LayerLimits limits;
    private final Attributes attributes;
    private final LayerDirectories directories;
    private final FileContent contents;

    /** @param lowers the layers below */
    LayerTree(Path root, LayersBelow lowers, Linux linux, LayerLimits limits) {
        this.root = root;
        this.linux = linux;
        this.limits = limits;
        this.contents = new FileContent(limits);
        this.attributes = new Attributes(linux, root);
        this.directories = new LayerDirectories(root, lowers, linux);
    }

    /** Puts one entry into the tree, in place of what was there before. */
    void add(TarEntry entry, InputStream content) throws IOException {
        EntryName name = EntryName.parse(entry.name(), limits.pathBytes());
        if (name.isBookkeeping()) {
            return;
        }
        if (name.isOpaqueMark()) {
            hideBelow(name);
        } else if (name.isWhiteout()) {
            hide(name.hidden());
        } else if (name.isRoot()) {
            adoptRoot(entry);
        } else {
            Path path = directories.in(name.parent()).resolve(name.last());
            create(entry, path, content);
        }
    }

    /** Sets the times of the directories, which every entry put into them had changed. */
    void finish() throws IOException {
        attributes.finish(directories::isReal);
    }

    /** Leaves the directory as it is. */
    @Override
    public void close() throws IOException {
        attributes.close();
    }

    private void adoptRoot(TarEntry entry) throws IOException {
        if (entry.type() != TarEntry.Type.DIRECTORY) {
            throw LayerException.entry(entry.name(), "would replace the layer's directory (expected: a directory)");
        }
        attributes.apply(entry, root);
    }

    private void create(TarEntry entry, Path path, InputStream content) throws IOException {
        boolean hidesBelow = clear(entry, path);
        switch (entry.type()) {
            case FILE -> write(entry, path, content);
            case DIRECTORY -> directories.make(path, hidesBelow);
            case SYMBOLIC_LINK -> Files.createSymbolicLink(path, Path.of(linkTarget(entry)));
            case HARD_LINK -> {
                Files.createLink(path, target(entry));
                return;
            }
            case CHARACTER_DEVICE -> device(entry, path, TYPE_CHARACTER);
            case BLOCK_DEVICE -> device(entry, path, TYPE_BLOCK);
            case FIFO -> linux.mknod(path, TYPE_FIFO | 0600, 0);
        }
        attributes.apply(entry, path);
    }

    /** Removes what is at the path, unless a directory stays one. Answers whether it was a whiteout. */
    private boolean clear(TarEntry entry, Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            if (entry.type() != TarEntry.Type.DIRECTORY) {
                Trees.delete(path);
                directories.forget();
            }
            return false;
        }
        boolean whiteout = Whiteouts.is(path);
        Files.delete(path);
        return whiteout;
    }

    private static String linkTarget(TarEntry entry) {
        if (entry.linkName().isEmpty() || entry.linkName().indexOf('\0') >= 0) {
            throw LayerException.entry(entry.name(), "is a symbolic link to nothing (expected: a path)");
        }
        return entry.linkName();
    }

    /** The file of this layer that a hard link points to; the link's own name is not followed when it is a symbolic one. */
    private Path target(TarEntry entry) {
        EntryName name = EntryName.parseTarget(entry, limits.pathBytes());
        if (!directories.isReal(name.parent().in(root))) {
            throw noTarget(entry);
        }
        Path target = name.in(root);
        boolean file = Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                && !Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
        if (!file) {
            throw noTarget(entry);
        }
        return target;
    }

    private static LayerException noTarget(TarEntry entry) {
        return LayerException.entry(
                entry.name(),
                "is a hard link to '" + LayerException.printable(entry.linkName())
                        + "' (expected: a file of this layer, by no symbolic link)");
    }

    private void device(TarEntry entry, Path path, int type) {
        TarEntry.Device device = entry.device();
        if (device.major() < 0 || device.major() > 0xfff || device.minor() < 0 || device.minor() > 0xfffff) {
            throw LayerException.entry(
                    entry.name(),
                    "is device '" + device.major() + ":" + device.minor() + "' (expected: up to 4095:1048575)");
        }
        if (!limits.devices().allows(type == TYPE_CHARACTER, device.major(), device.minor())) {
            throw LayerException.entry(
                    entry.name(),
                    "is device '" + device.major() + ":" + device.minor() + "' (expected: "
                            + (limits.devices() == LayerLimits.Devices.NONE ? "no device" : "a harmless one") + ")");
        }
        linux.mknod(path, type | 0600, Linux.device(device.major(), device.minor()));
    }

    private void write(TarEntry entry, Path path, InputStream content) throws IOException {
        contents.check(entry);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            contents.write(entry, content, file);
        }
    }

    private void hide(EntryName name) throws IOException {
        Path path = directories.in(name.parent()).resolve(name.last());
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Whiteouts.makeOpaque(linux, path);
        } else if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Whiteouts.make(linux, path);
        }
    }

    private void hideBelow(EntryName mark) throws IOException {
        if (mark.parent().isRoot()) {
            throw LayerException.entry(
                    mark.text(), "would hide all layers below (expected: a directory inside the layer)");
        }
        Whiteouts.makeOpaque(linux, directories.in(mark.parent()));
    }
}
