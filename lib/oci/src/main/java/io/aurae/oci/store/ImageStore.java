// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.linux.Linux;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Platform;
import io.aurae.oci.image.Reference;
import io.aurae.oci.layer.LayerLimits;
import io.aurae.oci.layer.LayerUnpacker;
import io.aurae.oci.layer.Trees;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.registry.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The images of a node, in one directory that belongs to this store alone.
 *
 * <p>Safe for many threads. A process that dies at any moment leaves a store that opens again without loss of what was listed.
 */
public final class ImageStore implements AutoCloseable {
    private final Layout layout;
    private final StoreLock lock;
    private final Catalog catalog;
    private final Content content;
    private final List<String> problems;
    private final Pull.Parts parts;
    private final RegistryClient registry;
    private final Snapshots snapshots;
    private final Collector collector;
    private final Usage usage;
    private final Imports imports;
    private final Exports exports;
    private final Flights flights = new Flights();

    private ImageStore(Layout layout, StoreLock lock, Config config, RegistryClient registry, Linux linux)
            throws IOException {
        this.layout = layout;
        this.lock = lock;
        this.registry = registry;
        Quarantine quarantine = new Quarantine(layout.damaged());
        this.catalog = Catalog.open(layout, quarantine);
        this.problems = quarantine.problems();
        // What runs from an image whose record is lost goes on.
        Set<String> mounted = problems.isEmpty() ? Set.of() : Mounted.layers(layout, linux.mounts());
        this.content = Content.open(layout, catalog.layers(), mounted, linux);
        LayerUnpacker unpacker = new LayerUnpacker(linux, config.limits());
        this.parts = new Pull.Parts(
                config.platform(),
                layout,
                content,
                new Blobs(layout, content, flights::isClosed),
                new Layers(layout, content, unpacker));
        this.collector = new Collector(catalog);
        this.usage = new Usage(layout, linux);
        this.snapshots = new Snapshots(layout, catalog, content, linux, collector);
        this.imports = new Imports(parts, catalog, config.limits().content().count());
        this.exports = new Exports(layout, catalog, content);
    }

    /**
     * What a store is made for.
     *
     * @param root its directory
     * @param platform of the images it pulls
     * @param limits of each layer it unpacks
     */
    public record Config(Path root, Platform platform, LayerLimits limits) {
        /** Images for this machine, with the usual limits. */
        public static Config at(Path root) {
            return new Config(root, Platform.host(), LayerLimits.DEFAULT);
        }
    }

    /**
     * Opens the store, making its directory when it is not there, and removes what a killed process left half done. What is damaged is set
     * aside: {@link #problems} tells, and a pull of the image repairs it.
     *
     * @throws StoreException.Taken when another process has it open
     * @throws StoreException.Broken when the directory cannot be used
     */
    public static ImageStore open(Config config, RegistryClient registry, Linux linux) {
        try (Rollback rollback = new Rollback()) {
            Layout layout = Layout.create(config.root());
            StoreLock lock = StoreLock.take(layout.root());
            rollback.push("release the store", lock::close);
            Trees.deleteContents(layout.ingest());
            ImageStore store = new ImageStore(layout, lock, config, registry, linux);
            store.content.sweep(store.catalog::needed);
            rollback.release();
            return store;
        } catch (IOException e) {
            throw broken("open", config.root(), e);
        }
    }

    /**
     * Fetches the image, or only what of it is missing, and unpacks it. Callers who pull one reference with the same credentials share one
     * download; a caller who is interrupted leaves it, and the last one who leaves stops it.
     *
     * <p>{@code progress} is called on the caller's thread, for each blob at most ten times a second and at each change of phase. Repeating:
     * asks the registry for the current digest. On failure nothing is listed and nothing is left. What a killed process, or a store that was
     * closed, had fetched of a layer is not fetched again, when the registry can begin in the middle.
     *
     * @throws io.aurae.oci.registry.RegistryException when the registry does not give it
     * @throws io.aurae.oci.image.ImageException when a document of it is unacceptable
     * @throws io.aurae.oci.layer.LayerException when a layer is hostile, damaged or too big
     * @throws StoreException.Refused when it is not for this platform, or does not match its digests
     */
    public Image pull(Reference reference, Credentials credentials, Consumer<PullProgress> progress)
            throws InterruptedException {
        Flight.Work work =
                board -> pull(reference, new Source.Registry(registry.repository(reference, credentials)), board);
        return flights.board(new Flights.Key(reference, credentials), work).await(progress);
    }

    private Image pull(Reference reference, Source source, ProgressBoard board) throws InterruptedException {
        try {
            try (Lease lease = new Lease(content)) {
                return catalog.add(new Pull(Naming.of(reference), source, parts, lease, board).run());
            } finally {
                content.sweep(catalog::needed);
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("pulling '" + reference + "'");
            }
            throw broken("pull '" + reference + "' into", layout.root(), e);
        }
    }

    /**
     * Takes in the images of an archive: an OCI layout, or what {@code docker save} writes; tar by itself or compressed by gzip or zstd.
     * All of them are taken, or none. {@code progress} is called on threads of the store, for each blob at most ten times a second.
     *
     * <p>Repeating: finds everything there. On failure nothing is listed and nothing is left.
     *
     * @param name what to call the one image of the archive, in place of what the archive says; without one an image may have no name
     * @throws io.aurae.oci.archive.ArchiveException when it is no such archive, or lacks something
     * @throws io.aurae.oci.image.ImageException when a document in it is unacceptable
     * @throws io.aurae.oci.layer.LayerException when the archive or a layer is hostile, damaged or too big
     * @throws StoreException.Refused when an image is not for this platform or does not match its digests, or a name is wanted for several
     */
    public List<Image> load(InputStream archive, Optional<Reference> name, Consumer<PullProgress> progress)
            throws InterruptedException {
        try {
            try {
                return imports.run(archive, name, new ProgressBoard(progress));
            } finally {
                content.sweep(catalog::needed);
            }
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException("importing an archive").initCause(e);
        } catch (IOException e) {
            throw broken("import an archive into", layout.root(), e);
        }
    }

    /**
     * Writes images as one archive, an OCI layout, with the digests they were fetched with. The stream is not closed. Repeating: writes the
     * same bytes.
     *
     * @throws StoreException.NoSuchImage when the store lacks one of them
     * @throws StoreException.Incomplete when something of an image is not there any more
     * @throws IOException when the stream, or reading the store, fails
     */
    public void save(List<String> names, OutputStream out) throws IOException {
        exports.run(names, out);
    }

    /** Its directory, absolute. */
    public Path root() {
        return layout.root();
    }

    /** What was damaged when the store was opened and is set aside, a sentence each. */
    public List<String> problems() {
        return problems;
    }

    /** All images, ordered by id; from memory. */
    public List<Image> list() {
        return catalog.list();
    }

    /**
     * The image that {@code name} stands for: a reference (completed as in {@link Reference#parse}), a digest of a manifest or an id, or the
     * first hex digits of an id, at least four. From memory.
     *
     * @throws StoreException.BadName when the name is none of these, or the digits fit several images
     */
    public Optional<Image> find(String name) {
        return catalog.find(name);
    }

    /**
     * Removes a reference, and with the last one its image; or, by an id, its first digits or a digest, the image with all its references. With
     * the last tag in a repository the digests in that repository go too. Content that no other image uses goes with the image. Repeating:
     * succeeds when it is absent.
     *
     * @param inUse whether something needs this image; asked before the image itself would go
     * @throws StoreException.InUse when it is needed; nothing is changed then
     * @throws StoreException.BadName as in {@link #find}
     */
    public void remove(String name, Predicate<Digest> inUse) {
        try {
            if (catalog.remove(name, inUse)) {
                Failpoint.reach("image.remove.content");
                content.sweep(catalog::needed);
            }
        } catch (IOException e) {
            throw broken("remove '" + name + "' from", layout.root(), e);
        }
    }

    /**
     * Keeps an image from every collection, or lets it be collected again; {@link #remove} takes it all the same. Repeating: changes
     * nothing.
     *
     * @throws StoreException.NoSuchImage when the store lacks it
     * @throws StoreException.BadName as in {@link #find}
     */
    public Image pin(String name, boolean pin) {
        try {
            return catalog.pin(name, pin)
                    .orElseThrow(() -> new StoreException.NoSuchImage(
                            "image '" + name + "' is not on this node (expected: one that it lists)"));
        } catch (IOException e) {
            throw broken("pin '" + name + "' in", layout.root(), e);
        }
    }

    /** The images that {@link #prune} would take, the longest unused first. */
    public List<Image> prunable(Pruning pruning, Predicate<Digest> inUse) {
        return collector.candidates(pruning, inUse);
    }

    /**
     * Removes images that nothing uses and nobody has pinned, the longest unused first, with what they alone used, and the beginnings of
     * downloads that a killed process left. One whose pull ends or whose
     * use begins meanwhile stays whole, or goes before that. Repeating: finds none.
     *
     * @param inUse whether something needs this image; asked under the lock that a removal takes
     * @param more asked before each; false ends it
     * @return those that went
     */
    public List<Image> prune(Pruning pruning, Predicate<Digest> inUse, BooleanSupplier more) {
        try {
            content.forgetPartials();
            return collector.collect(pruning, inUse, more, () -> content.sweep(catalog::needed));
        } catch (IOException e) {
            throw broken("remove unused images from", layout.root(), e);
        }
    }

    /**
     * What the store takes of the disk. Counts layers it has not counted before, which takes a second for some 200,000 files.
     *
     * @throws StoreException.Broken when the disk cannot be read
     */
    public StoreUse usage() {
        try {
            return usage.of(catalog.entries());
        } catch (IOException e) {
            throw broken("count", layout.root(), e);
        }
    }

    /** Root file systems from these images. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /**
     * Stops what is being pulled, lets no pull begin, and returns when they have stopped. What they had fetched is kept, to be continued when
     * the store is opened again. Repeating: does nothing.
     */
    public void stopPulls() {
        try {
            flights.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops what is being pulled as {@link #stopPulls} does, and lets another process have the store. Repeating: does nothing. */
    @Override
    public void close() {
        stopPulls();
        try {
            lock.close();
        } catch (IOException e) {
            throw broken("close", layout.root(), e);
        }
    }

    private static StoreException broken(String what, Path root, IOException cause) {
        if (isFull(cause)) {
            return new StoreException.Full(
                    "cannot " + what + " the store of images at '" + root + "': the disk is full", cause);
        }
        return new StoreException.Broken("cannot " + what + " the store of images at '" + root + "'", cause);
    }

    /** Java tells what the kernel said by its text alone. */
    private static boolean isFull(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
