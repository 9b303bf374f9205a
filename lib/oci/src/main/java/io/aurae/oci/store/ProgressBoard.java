// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How far each blob of a pull is. Passes on every change of phase, and within a phase at most ten changes a second for each blob. Safe for many
 * threads.
 */
final class ProgressBoard {
    private static final long PAUSE_NANOS = 100_000_000;

    private final Consumer<PullProgress> listener;
    private final Map<Optional<Digest>, PullProgress> latest = new LinkedHashMap<>();
    private final Map<Optional<Digest>, Long> toldNanos = new HashMap<>();

    /** @param listener called under this board's lock, so that it hears things in their order; it must not wait */
    ProgressBoard(Consumer<PullProgress> listener) {
        this.listener = listener;
    }

    synchronized void report(PullProgress progress) {
        PullProgress before = latest.put(progress.digest(), progress);
        long now = System.nanoTime();
        boolean samePhase = before != null && before.phase() == progress.phase();
        if (!samePhase || now - toldNanos.getOrDefault(progress.digest(), now - PAUSE_NANOS) >= PAUSE_NANOS) {
            toldNanos.put(progress.digest(), now);
            listener.accept(progress);
        }
    }

    /** Tells a late listener what the others know. */
    synchronized void replay(Consumer<PullProgress> late) {
        latest.values().forEach(late);
    }
}
