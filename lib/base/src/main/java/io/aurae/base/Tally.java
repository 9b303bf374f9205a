// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A figure that takes too long to count while somebody waits: whoever asks is told what was counted last, and has it counted anew behind
 * his back when that is a while ago. Nothing is counted while nobody asks. Thread-safe.
 *
 * @param <T> what is counted; immutable
 */
public final class Tally<T> {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final Duration THREAD_IDLE = Duration.ofSeconds(5);

    private final Executor counter;
    private final Supplier<T> count;
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile @Nullable Last<T> last;

    /**
     * What was counted, and when by the clock.
     *
     * @param <T> what is counted
     */
    public record Counted<T>(T value, Instant at) {}

    /** The same by a clock that nobody sets. */
    private record Last<T>(Counted<T> counted, long nanoTime) {
        boolean isOlderThan(Duration age) {
            return System.nanoTime() - nanoTime > age.toNanos();
        }
    }

    /**
     * @param counter where to count; see {@link #counter}
     * @param count counts; a failure leaves what was counted before, until that is too old to be told
     */
    public Tally(Executor counter, Supplier<T> count) {
        this.counter = counter;
        this.count = count;
    }

    /** One thread for any number of tallies, so that they do not compete for a disk; it is there while it has work, and for a moment after. */
    public static Executor counter(String name) {
        return new ThreadPoolExecutor(
                0,
                1,
                THREAD_IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** What was counted last, if that was within a minute; it is counted anew, without being waited for, when that was not just now. */
    public Optional<Counted<T>> latest() {
        Last<T> known = last;
        if (known == null || known.isOlderThan(FRESH)) {
            countBehind();
        }
        return known == null || known.isOlderThan(KEPT) ? Optional.empty() : Optional.of(known.counted());
    }

    /** Counts now, and waits for it. */
    public Counted<T> count() {
        Counted<T> counted = new Counted<>(count.get(), Instant.now());
        last = new Last<>(counted, System.nanoTime());
        return counted;
    }

    private void countBehind() {
        if (counting.getAndSet(true)) {
            return;
        }
        counter.execute(() -> {
            try {
                count();
            } catch (RuntimeException e) {
                return; // whoever asks next has it tried again
            } finally {
                counting.set(false);
            }
        });
    }
}
