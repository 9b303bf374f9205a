// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.Rollback;
import io.aurae.linux.Errno;
import io.aurae.linux.IdMap;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.MountFlag;
import io.aurae.linux.UnmountFlag;
import io.aurae.linux.UserNamespace;
import io.aurae.linux.UserNamespaceException;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Root file systems from images: an overlay of the image's layers below a directory that takes what is written. */
public final class Snapshots {
    private final Layout layout;
    private final Catalog catalog;
    private final Content content;
    private final Linux linux;
    private final Collector collector;

    Snapshots(Layout layout, Catalog catalog, Content content, Linux linux, Collector collector) {
        this.layout = layout;
        this.catalog = catalog;
        this.content = content;
        this.linux = linux;
        this.collector = collector;
    }

    /** Whether what is mounted may be written. */
    public enum Access {
        READ_WRITE,
        READ_ONLY
    }

    /**
     * Makes {@code directory} (which may exist) with an empty {@code upper} and {@code work} for a root file system of this image. Nothing
     * is mounted.
     *
     * <p>The image must be kept from removal by the predicate given to {@link ImageStore#remove} from before this call until after
     * {@link #remove}. Repeating: keeps what was written there. On failure nothing that was not there before is left.
     *
     * @throws StoreException.NoSuchImage when the store does not have the image
     * @throws StoreException.Broken when the directory cannot be made
     */
    public Snapshot prepare(Digest image, Path directory) {
        return prepare(image, directory, Optional.empty());
    }

    /** The same for users whose ids are mapped: what is written has the ids of the outside, and so has the directory for it. */
    public Snapshot prepare(Digest image, Path directory, Optional<UserNamespace> users) {
        List<String> layers = layers(image);
        collector.used(image);
        Path upper = written(directory);
        try (Rollback rollback = new Rollback()) {
            for (Path made : List.of(directory, directory.resolve("work"), upper)) {
                if (!Files.exists(made)) {
                    Files.createDirectories(made);
                    rollback.push("delete " + made, () -> Trees.delete(made));
                    adopt(made.equals(upper), layers, made);
                    users.filter(_ -> made.equals(upper)).ifPresent(namespace -> give(made, namespace.ids()));
                }
            }
            rollback.release();
        } catch (IOException e) {
            throw new StoreException.Broken("cannot prepare a root file system in '" + directory + "'", e);
        }
        return new Snapshot(image, directory, layers);
    }

    /** Where what is written lies of a root file system that was prepared in {@code directory}. */
    public static Path written(Path directory) {
        return directory.resolve("upper");
    }

    /** The root of an overlay looks as its uppermost directory does, so that one takes after the image's. */
    private void adopt(boolean upper, List<String> layers, Path made) throws IOException {
        if (upper && !layers.isEmpty()) {
            Trees.copyAttributes(layout.layers().resolve(layers.getFirst()), made);
        }
    }

    private void give(Path made, IdMap ids) {
        try {
            long user = ids.users().first() + (int) Files.getAttribute(made, "unix:uid");
            long group = ids.groups().first() + (int) Files.getAttribute(made, "unix:gid");
            linux.lchown(made, user, group);
        } catch (IOException e) {
            throw new StoreException.Broken("cannot give '" + made + "' to its users", e);
        }
    }

    private List<String> layers(Digest id) {
        Image image = catalog.settled(id)
                .orElseThrow(() -> new StoreException.NoSuchImage(
                        "image '" + id + "' is not on this node (expected: a pulled one)"));
        List<String> names = new ArrayList<>();
        for (Digest chainId : image.layers().reversed()) {
            Optional<String> name = content.layer(chainId);
            names.add(name.orElseThrow(() -> new StoreException.NoSuchImage("image '" + id + "' is being removed")));
        }
        return names;
    }

    /**
     * Mounts the snapshot at {@code target}, an existing directory. Repeating: mounts a second time above the first; ask before.
     *
     * @throws StoreException.MountFailed when the kernel refuses, with its reason as the cause; nothing is mounted then
     */
    public void mount(Snapshot snapshot, Path target, Access access) {
        mount(snapshot, target, access, Optional.empty());
    }

    /** The same for users whose ids are mapped: the files of the image, which stay as they are, are shown with the ids of the outside. */
    public void mount(Snapshot snapshot, Path target, Access access, Optional<UserNamespace> users) {
        OverlayOptions options = OverlayOptions.of(layout, snapshot, access);
        forgetEarlierMount(snapshot);
        Set<MountFlag> flags = access == Access.READ_ONLY ? Set.of(MountFlag.RDONLY) : Set.of();
        try {
            if (users.isPresent()) {
                mapped(users.get(), target, access, options);
            } else if (options.fits()) {
                linux.mount("overlay", target, "overlay", flags, options.text());
            } else {
                new OverlayProgram(linux).mount(layout.layers(), target, options, access);
            }
        } catch (LinuxException e) {
            throw new StoreException.MountFailed(
                    "cannot mount image '" + snapshot.image() + "' at '" + target + "'", e);
        }
    }

    private void mapped(UserNamespace users, Path target, Access access, OverlayOptions options) {
        String mode = access == Access.READ_ONLY ? "ro" : "rw";
        try {
            users.overlay(layout.layers(), mode, options.relativeText(layout.layers()), target, options.lowers());
        } catch (UserNamespaceException e) {
            throw new StoreException.MountFailed(
                    "cannot mount a root file system at '" + target + "' with mapped ids: " + e.getMessage(), e);
        }
    }

    /**
     * The kernel marks what is written without a sync, and refuses to mount it again lest it be half on the disk after a crash of the
     * machine. What was mounted since the machine started is whole in its memory.
     */
    private static void forgetEarlierMount(Snapshot snapshot) {
        Path mark = snapshot.directory().resolve("work/work/incompat/volatile");
        try {
            Trees.delete(mark);
        } catch (IOException e) {
            throw new StoreException.Broken("cannot delete '" + mark + "'", e);
        }
    }

    /**
     * Takes the mount off {@code target}; when something still uses it, it is out of sight at once and gone with its last user. Repeating, and a
     * target that is no mount or not there: succeeds.
     *
     * @throws StoreException.MountFailed when the kernel refuses
     */
    public void unmount(Path target) {
        try {
            linux.unmount(target, Set.of(UnmountFlag.NOFOLLOW));
        } catch (LinuxException e) {
            if (e.errno().equals(Errno.EBUSY)) {
                detach(target);
            } else if (!isAbsent(e)) {
                throw new StoreException.MountFailed("cannot unmount '" + target + "'", e);
            }
        }
    }

    private void detach(Path target) {
        try {
            linux.unmount(target, Set.of(UnmountFlag.NOFOLLOW, UnmountFlag.DETACH));
        } catch (LinuxException e) {
            if (!isAbsent(e)) {
                throw new StoreException.MountFailed("cannot unmount '" + target + "'", e);
            }
        }
    }

    private static boolean isAbsent(LinuxException e) {
        return e.errno().equals(Errno.EINVAL) || e.errno().equals(Errno.ENOENT);
    }

    /**
     * Deletes what {@link #prepare} made in {@code directory}, and the directory. It must not be mounted any more. Repeating: succeeds.
     *
     * @throws StoreException.Broken when something in it cannot be deleted
     */
    public void remove(Path directory) {
        try {
            Trees.delete(directory);
        } catch (IOException e) {
            throw new StoreException.Broken("cannot delete the root file system in '" + directory + "'", e);
        }
    }
}
