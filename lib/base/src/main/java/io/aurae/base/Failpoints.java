// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The points of a process in which they can be switched on. */
final class Failpoints {
    private static final Duration HANG_MOST = Duration.ofSeconds(60);
    private static final int EXIT_AS_KILLED = 137;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Failure> armed = new HashMap<>();
    private final Set<String> reached = new TreeSet<>();

    /** Reads the property; empty when points are not to be switched on at all. */
    static Optional<Failpoints> of(String property) {
        if (property.isEmpty() || property.equals("off")) {
            return Optional.empty();
        }
        Failpoints points = new Failpoints();
        if (!property.equals("on")) {
            for (String assignment : property.split(";")) {
                int equals = assignment.indexOf('=');
                if (equals <= 0) {
                    throw FailpointException.unreadable(assignment);
                }
                points.arm(assignment.substring(0, equals), assignment.substring(equals + 1));
            }
        }
        return Optional.of(points);
    }

    void arm(String point, String action) {
        @Nullable Failure failure = action.equals("off") ? null : Failure.parse(action);
        lock.lock();
        try {
            if (failure == null) {
                armed.remove(point);
            } else {
                armed.put(point, failure);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            armed.clear();
            reached.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Set<String> reached() {
        lock.lock();
        try {
            return Set.copyOf(reached);
        } finally {
            lock.unlock();
        }
    }

    Map<String, String> armed() {
        lock.lock();
        try {
            Map<String, String> actions = new TreeMap<>();
            armed.forEach((point, failure) -> actions.put(point, failure.toString()));
            return actions;
        } finally {
            lock.unlock();
        }
    }

    void reach(String point) {
        @Nullable Failure failure = take(point);
        if (failure != null) {
            switch (failure.action()) {
                case FAIL -> throw FailpointException.failed(point);
                case KILL -> Runtime.getRuntime().halt(EXIT_AS_KILLED);
                case DELAY -> pause(point, failure.delay());
                case HANG -> hang(point);
            }
        }
    }

    private @Nullable Failure take(String point) {
        lock.lock();
        try {
            reached.add(point);
            @Nullable Failure failure = armed.get(point);
            if (failure != null && failure.action() != Failure.Action.HANG) {
                armed.computeIfPresent(point, (key, now) -> now.once());
            }
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Being slow is what was asked for: nothing can come that ends it earlier. */
    private static void pause(String point, Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FailpointException.interrupted(point, e);
        }
    }

    /** Until somebody switches the point off, the thread is interrupted or a minute is over. */
    private void hang(String point) {
        lock.lock();
        try {
            long rest = HANG_MOST.toNanos();
            while (armed.containsKey(point)) {
                if (rest <= 0) {
                    throw FailpointException.hung(point, HANG_MOST);
                }
                rest = changed.awaitNanos(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FailpointException.interrupted(point, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What happens at a point.
     *
     * @param times how often still; negative for ever
     */
    private record Failure(Action action, Duration delay, int times) {
        enum Action {
            FAIL,
            HANG,
            KILL,
            DELAY
        }

        static Failure parse(String text) {
            int comma = text.indexOf(',');
            String what = comma < 0 ? text : text.substring(0, comma);
            try {
                int times = comma < 0 ? -1 : Integer.parseUnsignedInt(text.substring(comma + 1));
                if (times == 0) {
                    throw FailpointException.unreadable(text);
                }
                if (what.startsWith("delay:")) {
                    return new Failure(
                            Action.DELAY, Duration.ofMillis(Integer.parseUnsignedInt(what.substring(6))), times);
                }
                Action action = switch (what) {
                    case "fail" -> Action.FAIL;
                    case "hang" -> Action.HANG;
                    case "kill" -> Action.KILL;
                    default -> throw FailpointException.unreadable(text);
                };
                return new Failure(action, Duration.ZERO, times);
            } catch (NumberFormatException e) {
                throw FailpointException.unreadable(text);
            }
        }

        /** What is left after one time. */
        @Nullable
        Failure once() {
            return times < 0 ? this : times == 1 ? null : new Failure(action, delay, times - 1);
        }

        @Override
        public String toString() {
            String what = action == Action.DELAY
                    ? "delay:" + delay.toMillis()
                    : action.name().toLowerCase(Locale.ROOT);
            return times < 0 ? what : what + "," + times;
        }
    }
}
