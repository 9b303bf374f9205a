// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import io.aurae.linux.Linux;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The blobs and the unpacked layers, each whole or not there. What neither an image nor a pull under way needs is swept. Safe for many
 * threads.
 *
 * <p>A layer's directory has a short name, because the kernel takes one page of them at a time; which layer it is say the records of the images
 * that have it. What no record names was never finished, or is being deleted.
 */
final class Content {
    private static final int SHORTEST_NAME = 12;

    private final Layout layout;
    private final Linux linux;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Digest> blobs = new HashSet<>();
    private final Map<Digest, String> layers = new HashMap<>();
    /** How many pulls need a digest: of a blob, or of a stack of layers. */
    private final Map<Digest, Integer> pins = new HashMap<>();
    /** What a loss of power could still take away. */
    private final Set<Digest> unsettled = new HashSet<>();

    private Content(Layout layout, Linux linux) {
        this.layout = layout;
        this.linux = linux;
    }

    /**
     * What was there when the process ended; what it left half done is deleted.
     *
     * @param recorded the directory names of the layers that images have
     * @param kept the directory names of layers that are left alone, recorded or not
     */
    static Content open(Layout layout, Map<Digest, String> recorded, Set<String> kept, Linux linux) throws IOException {
        Content content = new Content(layout, linux);
        for (Path blob : Layout.list(layout.blobs())) {
            Optional<Digest> digest = Records.digest(blob.getFileName().toString());
            if (digest.isPresent()) {
                content.blobs.add(digest.get());
            } else {
                Trees.delete(blob);
            }
        }
        for (Path layer : Layout.list(layout.layers())) {
            String name = layer.getFileName().toString();
            if (!recorded.containsValue(name) && !kept.contains(name)) {
                Trees.delete(layer);
            }
        }
        content.layers.putAll(recorded);
        return content;
    }

    boolean hasBlob(Digest digest) {
        return locked(() -> blobs.contains(digest));
    }

    /** The directory name of an unpacked layer. */
    Optional<String> layer(Digest chainId) {
        return locked(() -> Optional.ofNullable(layers.get(chainId)));
    }

    /** Forgets a blob that turned out to be damaged. */
    void discardBlob(Digest digest) throws IOException {
        lock.lock();
        try {
            Files.deleteIfExists(layout.blob(digest));
            blobs.remove(digest);
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a digest, there or to come, from being swept. */
    void pin(Digest digest) {
        locked(() -> pins.merge(digest, 1, Integer::sum));
    }

    void unpin(Digest digest) {
        locked(() -> pins.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1));
    }

    /** Takes a file of {@code ingest} that has this digest. */
    void addBlob(Digest digest, Path file) throws IOException {
        Files.move(file, layout.blob(digest), StandardCopyOption.ATOMIC_MOVE);
        locked(() -> blobs.add(digest) && unsettled.add(digest));
    }

    void addBlob(Digest digest, byte[] bytes) throws IOException {
        AtomicFile.write(layout.blob(digest), bytes, Durability.PROCESS);
        locked(() -> blobs.add(digest) && unsettled.add(digest));
    }

    /** Takes a directory of {@code ingest} that is this layer, whole. */
    void addLayer(Digest chainId, Path directory) throws IOException {
        lock.lock();
        try {
            String name = freeName(chainId);
            Files.move(directory, layout.layers().resolve(name), StandardCopyOption.ATOMIC_MOVE);
            layers.put(chainId, name);
            unsettled.add(chainId);
        } finally {
            lock.unlock();
        }
    }

    private String freeName(Digest chainId) {
        int length = SHORTEST_NAME;
        while (Files.exists(layout.layers().resolve(chainId.hex().substring(0, length)))) {
            length++;
        }
        return chainId.hex().substring(0, length);
    }

    /** Brings to the disk what of these is not there yet, so that a record may name them. */
    void settle(Set<Digest> digests) {
        Set<Digest> settling = locked(() -> Set.copyOf(unsettled));
        if (digests.stream().anyMatch(settling::contains)) {
            linux.syncFileSystem(layout.root());
            locked(() -> unsettled.removeAll(settling));
        }
    }

    /**
     * Deletes all that is not pinned and not needed.
     *
     * @param needs what images need; asked while no pin can be taken away, because a pull lets go of its pins when its image is listed
     */
    void sweep(Supplier<Set<Digest>> needs) throws IOException {
        List<Path> waste = new ArrayList<>();
        lock.lock();
        try {
            Set<Digest> needed = needs.get();
            for (Digest blob : List.copyOf(blobs)) {
                if (isWaste(blob, needed)) {
                    waste.add(discard(layout.blob(blob)));
                    blobs.remove(blob);
                    unsettled.remove(blob);
                }
            }
            for (Map.Entry<Digest, String> layer : Map.copyOf(layers).entrySet()) {
                if (isWaste(layer.getKey(), needed)) {
                    waste.add(discard(layout.layers().resolve(layer.getValue())));
                    layers.remove(layer.getKey());
                    unsettled.remove(layer.getKey());
                }
            }
        } finally {
            lock.unlock();
        }
        for (Path path : waste) {
            Trees.delete(path);
        }
    }

    /** Deletes what killed processes left half fetched and no pull is about to continue. */
    void forgetPartials() throws IOException {
        lock.lock();
        try {
            for (Path file : Layout.list(layout.partials())) {
                Optional<Digest> digest = Records.digest(file.getFileName().toString());
                if (digest.isEmpty() || !pins.containsKey(digest.get())) {
                    Files.deleteIfExists(file);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isWaste(Digest digest, Set<Digest> needed) {
        return !needed.contains(digest) && !pins.containsKey(digest);
    }

    /** Puts it out of the way at once; deleting may take long. */
    private Path discard(Path path) throws IOException {
        Path aside = layout.fresh();
        Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        return aside;
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
