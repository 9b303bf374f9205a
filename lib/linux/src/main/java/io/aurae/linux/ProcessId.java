// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A process that is told from a later one with the same number: {@code startTicks} is its start in clock ticks since boot, field 22 of
 * <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">/proc/pid/stat</a>. Both numbers are as this process's own
 * {@code /proc} shows them.
 */
public record ProcessId(long pid, long startTicks) {
    /** The living process of this number; empty when there is none, or only a zombie. */
    public static Optional<ProcessId> of(long pid) {
        return fields(pid).map(fields -> new ProcessId(pid, Long.parseLong(fields[19])));
    }

    /** The process that is told when this one ends; empty when this one has ended, or its parent is out of sight. */
    public Optional<ProcessId> parent() {
        return fields(pid)
                .filter(fields -> Long.parseLong(fields[19]) == startTicks)
                .flatMap(fields -> of(Long.parseLong(fields[1])));
    }

    /** What /proc says behind the command's name, which stands in brackets and may hold anything; the first is the state. */
    private static Optional<String[]> fields(long pid) {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), ISO_8859_1);
        } catch (IOException e) {
            return Optional.empty(); // there is none, or it ended while it was read
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        boolean ended = fields[0].equals("Z") || fields[0].equals("X");
        return ended ? Optional.empty() : Optional.of(fields);
    }

    /**
     * Whether a signal would do anything to it now. It would not to the first process of a pid namespace that has not said yet what to do about
     * it: the kernel drops it then, as <a href="https://man7.org/linux/man-pages/man7/pid_namespaces.7.html">pid_namespaces(7)</a> says. Also
     * true where that cannot be told, as for a process that has ended.
     */
    public boolean hears(Signal signal) {
        return isIn(signal, "SigBlk:", "SigIgn:", "SigCgt:");
    }

    /**
     * Whether it is set what becomes of the signal there: {@link #hears} is also true while the process holds signals back for a moment, as
     * a shell does that starts a program, and may drop them after it.
     */
    public boolean handles(Signal signal) {
        return isIn(signal, "SigIgn:", "SigCgt:");
    }

    private boolean isIn(Signal signal, String... masks) {
        if (signal.equals(Signal.KILL)) {
            return true;
        }
        List<String> status;
        try {
            status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"), ISO_8859_1);
        } catch (IOException e) {
            return true;
        }
        boolean first = field(status, "NSpid:").endsWith("\t1");
        return !first
                || Stream.of(masks)
                        .map(mask -> field(status, mask).strip())
                        .filter(mask -> !mask.isEmpty())
                        .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >>> (signal.number() - 1) & 1) == 1);
    }

    private static String field(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse("");
    }

    /** Whether this very process still runs; a zombie does not. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }
}
