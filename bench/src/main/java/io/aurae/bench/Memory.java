// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What processes cost: their proportional share of the pages they map (PSS), in bytes. */
final class Memory {
    private static final String FIELD = "Pss:";

    private Memory() {}

    /** The sum over the processes; those that ended meanwhile count nothing. */
    static long pss(Collection<Long> processes) {
        return processes.stream().mapToLong(Memory::pss).sum();
    }

    private static long pss(long process) {
        try {
            return parse(Files.readString(Path.of("/proc", Long.toString(process), "smaps_rollup")));
        } catch (IOException e) {
            return 0;
        }
    }

    /** The PSS line of a roll-up, which is in KiB. */
    static long parse(String rollup) {
        return rollup.lines()
                .filter(line -> line.startsWith(FIELD))
                .map(line -> line.substring(FIELD.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .map(kib -> kib * 1024)
                .findFirst()
                .orElse(0);
    }
}
