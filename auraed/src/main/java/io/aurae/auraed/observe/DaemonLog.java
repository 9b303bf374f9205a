// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest lines of the daemon's own log, in memory. Who writes waits for nobody who reads: nothing is kept for a reader but the number
 * of the last line it has read. Thread-safe.
 */
public final class DaemonLog {
    static final int LINES_MAX = 4_096;
    static final int CHARACTERS_MAX = 1 << 20;
    static final int LINE_LENGTH_MAX = 16 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final ArrayDeque<LogLine> lines = new ArrayDeque<>();
    private int characters;
    private long last;

    /** Takes in what was logged; text of several lines becomes as many, a line that is too long is cut. */
    public void append(Instant at, String channel, String text) {
        lock.lock();
        try {
            text.lines().forEach(line -> add(at, channel, line));
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(Instant at, String channel, String line) {
        String text = line.length() <= LINE_LENGTH_MAX ? line : line.substring(0, LINE_LENGTH_MAX);
        lines.addLast(new LogLine(++last, at, channel, text));
        characters += text.length();
        while (lines.size() > LINES_MAX || characters > CHARACTERS_MAX) {
            characters -= lines.removeFirst().text().length();
        }
    }

    /** The number of the latest line. */
    long last() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the line before the oldest that is kept. */
    long beforeFirst() {
        lock.lock();
        try {
            return lines.isEmpty() ? last : lines.getFirst().number() - 1;
        } finally {
            lock.unlock();
        }
    }

    /** The lines behind that number, at most {@code max}, once there is one or the time is over. */
    List<LogLine> await(long number, int max, Duration time) throws InterruptedException {
        lock.lock();
        try {
            long nanos = time.toNanos();
            while (last <= number && nanos > 0) {
                nanos = written.awaitNanos(nanos);
            }
            ArrayDeque<LogLine> found = new ArrayDeque<>();
            for (Iterator<LogLine> back = lines.descendingIterator(); back.hasNext(); ) {
                LogLine line = back.next();
                if (line.number() <= number) {
                    break;
                }
                found.addFirst(line);
                if (found.size() > max) {
                    found.removeLast();
                }
            }
            return List.copyOf(found);
        } finally {
            lock.unlock();
        }
    }
}
