// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Takes images that nothing uses and nobody has pinned, the longest unused first. */
final class Collector {
    private final Catalog catalog;
    private final Map<Digest, Instant> lastUsed = new ConcurrentHashMap<>();

    Collector(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Remembers, for as long as this process lives, that something runs from the image. */
    void used(Digest image) {
        lastUsed.put(image, Instant.now());
    }

    private Instant lastUse(Image image) {
        Instant used = lastUsed.getOrDefault(image.id(), Instant.EPOCH);
        return used.isAfter(image.pulledAt()) ? used : image.pulledAt();
    }

    /** Those that would go, the longest unused first. */
    List<Image> candidates(Pruning pruning, Predicate<Digest> inUse) {
        return catalog.list().stream()
                .filter(image -> mayGo(image, pruning))
                .filter(image -> !inUse.test(image.id()))
                .sorted(Comparator.comparing(this::lastUse))
                .toList();
    }

    private boolean mayGo(Image image, Pruning pruning) {
        boolean old = !lastUse(image).isAfter(Instant.now().minus(pruning.minAge()));
        return old && !image.pinned() && (pruning.tagged() || image.tags().isEmpty());
    }

    /**
     * Takes them, as long as {@code more} wants it. Each is looked at again under the lock that a pull and a pin take, and
     * {@code inUse} is asked there.
     *
     * @param gone told after each, to sweep what it alone used
     */
    List<Image> collect(Pruning pruning, Predicate<Digest> inUse, BooleanSupplier more, Swept gone) throws IOException {
        List<Image> taken = new ArrayList<>();
        for (Image candidate : candidates(pruning, inUse)) {
            if (!more.getAsBoolean()) {
                break;
            }
            if (catalog.removeIf(candidate.id(), image -> mayGo(image, pruning) && !inUse.test(image.id()))) {
                taken.add(candidate);
                lastUsed.remove(candidate.id());
                gone.sweep();
            }
        }
        return taken;
    }

    /** What follows the removal of an image. */
    @FunctionalInterface
    interface Swept {
        void sweep() throws IOException;
    }
}
