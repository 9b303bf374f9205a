// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The traffic of one network interface since it was made, in bytes and packets.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
public record InterfaceCounters(String name, Counts received, Counts sent) {
    private static final int COLUMNS = 16;

    /** One direction; errors and drops are packets. */
    public record Counts(long bytes, long packets, long errors, long dropped) {
        private static Counts of(String[] columns, int first) {
            return new Counts(
                    Long.parseLong(columns[first]),
                    Long.parseLong(columns[first + 1]),
                    Long.parseLong(columns[first + 2]),
                    Long.parseLong(columns[first + 3]));
        }
    }

    /** Those in the network namespace of a process but its loopback, in the kernel's order; none when the process has ended. */
    public static List<InterfaceCounters> of(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc", Long.toString(pid), "net/dev"), ISO_8859_1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Two lines of headings, then {@code name: } and eight columns for each direction. */
    static List<InterfaceCounters> parse(String table) {
        return table.lines()
                .skip(2)
                .filter(line -> line.indexOf(':') > 0)
                .map(InterfaceCounters::line)
                .filter(counters -> !counters.name().equals("lo"))
                .toList();
    }

    private static InterfaceCounters line(String line) {
        int colon = line.indexOf(':');
        String[] columns = line.substring(colon + 1).strip().split("\\s+");
        return new InterfaceCounters(
                line.substring(0, colon).strip(), Counts.of(columns, 0), Counts.of(columns, COLUMNS / 2));
    }
}
