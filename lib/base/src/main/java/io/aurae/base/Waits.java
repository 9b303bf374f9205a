// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one piece of work, such as a call, has waited for, so that it can be told why it was slow. Threads that are started on the way count for
 * the same work; two that wait at once count both. Where nobody wants to know, nothing is kept. Thread-safe.
 *
 * <pre>{@code
 * try (Waits.Wait _ = Waits.on("crun create")) {
 *     …
 * }
 * }</pre>
 */
public final class Waits {
    /** Different things kept; what comes later is not told. */
    private static final int KINDS_MAX = 16;

    private static final Duration WORTH_TELLING = Duration.ofMillis(100);
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final InheritableThreadLocal<@Nullable Waits> CURRENT = new InheritableThreadLocal<>();

    private final Map<String, Duration> waited = new LinkedHashMap<>();

    /** One wait; closing it ends it. */
    public interface Wait extends AutoCloseable {
        @Override
        void close();
    }

    /** Counts what this thread waits for from here on. {@code what} is a few words without names of resources, such as {@code crun create}. */
    public static Wait on(String what) {
        Waits waits = CURRENT.get();
        if (waits == null) {
            return () -> {};
        }
        long since = System.nanoTime();
        return () -> waits.add(what, Duration.ofNanos(System.nanoTime() - since));
    }

    /** Does some of the work. */
    public void during(Runnable work) {
        Waits outer = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            CURRENT.set(outer);
        }
    }

    private synchronized void add(String what, Duration time) {
        if (waited.size() < KINDS_MAX || waited.containsKey(what)) {
            waited.merge(what, time, Duration::plus);
        }
    }

    /** As {@code 3.1 s for crun create, 0.4 s for another change}: the longest first, nothing under 0.1 s; empty when there is none. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder();
        waited.entrySet().stream()
                .filter(wait -> wait.getValue().compareTo(WORTH_TELLING) >= 0)
                .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
                .forEach(wait -> text.append(text.isEmpty() ? "" : ", ")
                        .append("%.1f s for %s"
                                .formatted(wait.getValue().toMillis() / MILLIS_PER_SECOND, wait.getKey())));
        return text.toString();
    }
}
