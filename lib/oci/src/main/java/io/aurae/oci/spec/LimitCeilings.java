// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The highest limits this node may set: without CAP_SYS_RESOURCE its own hard ones, which nobody below it can raise. */
public record LimitCeilings(Map<ResourceLimit.Type, Long> highest) {
    /** The kernel refuses nothing. */
    public static final LimitCeilings NONE = new LimitCeilings(Map.of());

    private static final int LABEL_WIDTH = 26;
    private static final int COLUMN_WIDTH = 21;

    public LimitCeilings {
        highest = Map.copyOf(highest);
    }

    /**
     * Those of this process.
     *
     * @throws SpecException when /proc does not tell
     * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html">proc_pid_limits(5)</a>
     */
    static LimitCeilings ofThisProcess(Capabilities capabilities) {
        Path file = Path.of(capabilities.has(Capability.SYS_RESOURCE) ? "/proc/sys/fs/nr_open" : "/proc/self/limits");
        try {
            List<String> lines = Files.readAllLines(file);
            return capabilities.has(Capability.SYS_RESOURCE)
                    ? new LimitCeilings(Map.of(
                            ResourceLimit.Type.NOFILE,
                            Long.parseUnsignedLong(lines.getFirst().strip())))
                    : ofLimits(lines);
        } catch (IOException | NumberFormatException e) {
            throw SpecException.unreadable(file.toString(), e);
        }
    }

    static LimitCeilings ofLimits(List<String> lines) {
        Map<ResourceLimit.Type, Long> highest = new EnumMap<>(ResourceLimit.Type.class);
        for (ResourceLimit.Type type : ResourceLimit.Type.values()) {
            lines.stream()
                    .filter(line -> line.startsWith(type.label + " "))
                    .map(line ->
                            line.substring(LABEL_WIDTH + COLUMN_WIDTH).strip().split(" ")[0])
                    .filter(hard -> !hard.equals("unlimited"))
                    .forEach(hard -> highest.put(type, Long.parseUnsignedLong(hard)));
        }
        return new LimitCeilings(highest);
    }

    void require(ResourceLimit limit) {
        Long most = highest.get(limit.type());
        if (most != null && Long.compareUnsigned(limit.hard(), most) > 0) {
            throw SpecException.invalid("rlimit '" + limit.type() + "' has the hard limit '"
                    + ResourceLimit.text(limit.hard()) + "' (expected: at most " + Long.toUnsignedString(most)
                    + ", the most this node may set)");
        }
    }
}
