// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.events.Resource;
import io.aurae.oci.image.Digest;
import io.aurae.oci.store.Image;
import io.aurae.oci.store.ImageStore;
import io.aurae.oci.store.Pruning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/** Removes unused images when their disk is full up to a mark, until it is down to another one. */
public final class ImageCollector {
    private static final int WHOLE = 100;

    private final ImageStore store;
    private final Predicate<Digest> inUse;
    private final Policy policy;
    private final Events events;

    /** @param inUse whether something on the node needs this image */
    public ImageCollector(ImageStore store, Predicate<Digest> inUse, Policy policy, Events events) {
        this.store = store;
        this.inUse = inUse;
        this.policy = policy;
        this.events = events;
    }

    /**
     * When to collect.
     *
     * @param highPercent of the disk in use at which it begins; 0 means never
     * @param lowPercent of the disk in use at which it ends, at most {@code highPercent}
     * @param minAge how long ago an image was pulled or last used at least
     */
    public record Policy(int highPercent, int lowPercent, Duration minAge) {
        public Policy {
            if (highPercent < 0
                    || highPercent > WHOLE
                    || lowPercent < 0
                    || (highPercent > 0 && lowPercent > highPercent)) {
                throw new IllegalArgumentException("collection at " + highPercent + " % down to " + lowPercent
                        + " % (expected: 0 to 100, the second at most the first)");
            }
        }
    }

    /** Looks at the disk, and collects when it is time; to be called now and then. */
    public List<Image> collect() {
        return collect(() -> usedPercent(store.root()));
    }

    List<Image> collect(IntSupplier usedPercent) {
        int used = policy.highPercent() == 0 ? 0 : usedPercent.getAsInt();
        if (policy.highPercent() == 0 || used < policy.highPercent()) {
            return List.of();
        }
        List<Image> gone = store.prune(
                new Pruning(true, policy.minAge()), inUse, () -> usedPercent.getAsInt() > policy.lowPercent());
        gone.forEach(image -> events.record(
                Resource.image(image.label()), EventKind.REMOVED, "collected: the disk was used to " + used + " %"));
        return gone;
    }

    private static int usedPercent(Path directory) {
        try {
            FileStore disk = Files.getFileStore(directory);
            long total = Math.max(1, disk.getTotalSpace());
            return (int) (WHOLE - WHOLE * disk.getUsableSpace() / total);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
