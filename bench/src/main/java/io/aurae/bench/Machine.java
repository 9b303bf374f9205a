// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the figures were measured on.
 *
 * @param processor its model, as the kernel names it
 * @param cores how many the programs have
 * @param memory in GiB
 * @param kernel its release
 * @param cgroups how control groups are mounted
 */
record Machine(String processor, int cores, long memory, String kernel, String cgroups) {
    static Machine read() throws IOException {
        String processor = field(Path.of("/proc/cpuinfo"), "model name", "unknown processor");
        long kib = Long.parseLong(
                field(Path.of("/proc/meminfo"), "MemTotal", "0 kB").replace(" kB", ""));
        return new Machine(
                processor,
                Runtime.getRuntime().availableProcessors(),
                Math.round(kib / 1048576.0),
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                Cgroups.kind());
    }

    private static String field(Path file, String name, String absent) throws IOException {
        return Files.readString(file)
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(absent);
    }

    /** The mean number of runnable processes over the last minute. */
    static double load() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }
}
