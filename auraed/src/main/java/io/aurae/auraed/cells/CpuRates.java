// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast control groups use processor time: from what was read of them when somebody asked before, at least a second and at most a
 * minute ago. Nothing is read for it. Thread-safe.
 */
final class CpuRates {
    private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST = Duration.ofMinutes(1).toNanos();
    private static final double NANO = 1e9;

    private final LongSupplier clock;
    private final Map<String, Track> tracks = new ConcurrentHashMap<>();
    private final AtomicLong cleared;

    /** @param clock nanoseconds that only grow */
    CpuRates(LongSupplier clock) {
        this.clock = clock;
        this.cleared = new AtomicLong(clock.getAsLong());
    }

    private record Reading(long at, long used) {
        boolean isYoungerThan(long age, long now) {
            return now - at < age;
        }
    }

    /** @param before what to compare with; null when nothing is old enough */
    private record Track(@Nullable Reading before, Reading last) {
        /** Where a group is gone and another one has its name, time begins anew. */
        static Track after(@Nullable Track known, Reading now) {
            if (known == null || known.last.used > now.used || !known.last.isYoungerThan(LONGEST, now.at)) {
                return new Track(null, now);
            }
            return known.last.isYoungerThan(SHORTEST, now.at) ? known : new Track(known.last, now);
        }

        OptionalLong rate(Reading now) {
            return before == null
                    ? OptionalLong.empty()
                    : OptionalLong.of((long) (NANO * (now.used - before.used) / (now.at - before.at)));
        }
    }

    /**
     * Billionths of a processor.
     *
     * @param used nanoseconds that were just read of the group
     */
    OptionalLong nanoCores(String group, long used) {
        Reading now = new Reading(clock.getAsLong(), used);
        forgetOld(now.at);
        return tracks.compute(group, (_, known) -> Track.after(known, now)).rate(now);
    }

    private void forgetOld(long now) {
        long last = cleared.get();
        if (now - last >= LONGEST && cleared.compareAndSet(last, now)) {
            tracks.values().removeIf(track -> !track.last.isYoungerThan(LONGEST, now));
        }
    }
}
