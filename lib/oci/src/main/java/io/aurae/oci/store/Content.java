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
 */
final class Content {
    private final Layout layout;
    private final Linux linux;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Digest> blobs = new HashSet<>();
    private final Map<Digest, String> layers = new HashMap<>();
    /** How many pulls need a digest: of a blob, or of a stack of layers. */
    private final Map<Digest, Integer> pins = new HashMap<>();

    private Content(Layout layout, Linux linux) {
        this.layout = layout;
        this.linux = linux;
    }

    /** What was there when the process ended; what it left half done is deleted. */
    static Content open(Layout layout, Linux linux) throws IOException {
        Content content = new Content(layout, linux);
        for (Path blob : Layout.list(layout.blobs())) {
            Optional<Digest> digest = Records.digest(blob.getFileName().toString());
            if (digest.isPresent()) {
                content.blobs.add(digest.get());
            } else {
                Trees.delete(blob);
            }
        }
        content.layers.putAll(LayerNames.read(layout.layers()));
        return content;
    }

    boolean hasBlob(Digest digest) {
        return locked(() -> blobs.contains(digest));
    }

    /** The directory name of an unpacked layer. */
    Optional<String> layer(Digest chainId) {
        return locked(() -> Optional.ofNullable(layers.get(chainId)));
    }

    /** Keeps a digest, there or to come, from being swept. */
    void pin(Digest digest) {
        locked(() -> pins.merge(digest, 1, Integer::sum));
    }

    void unpin(Digest digest) {
        locked(() -> pins.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1));
    }

    /** Takes a file of {@code ingest} that has this digest and is on the disk. */
    void addBlob(Digest digest, Path file) throws IOException {
        Files.move(file, layout.blob(digest), StandardCopyOption.ATOMIC_MOVE);
        locked(() -> blobs.add(digest));
    }

    void addBlob(Digest digest, byte[] bytes) throws IOException {
        AtomicFile.write(layout.blob(digest), bytes, Durability.POWER);
        locked(() -> blobs.add(digest));
    }

    /** Takes a directory of {@code ingest} that is this layer, whole. */
    void addLayer(Digest chainId, Path directory) throws IOException {
        linux.syncFileSystem(directory);
        String name = locked(() -> LayerNames.choose(chainId, layers.values()));
        Path target = layout.layers().resolve(name);
        Files.move(directory, target, StandardCopyOption.ATOMIC_MOVE);
        LayerNames.write(layout.layers(), name, chainId);
        locked(() -> layers.put(chainId, name));
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
                }
            }
            for (Map.Entry<Digest, String> layer : Map.copyOf(layers).entrySet()) {
                if (isWaste(layer.getKey(), needed)) {
                    LayerNames.forget(layout.layers(), layer.getValue());
                    waste.add(discard(layout.layers().resolve(layer.getValue())));
                    layers.remove(layer.getKey());
                }
            }
        } finally {
            lock.unlock();
        }
        for (Path path : waste) {
            Trees.delete(path);
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
