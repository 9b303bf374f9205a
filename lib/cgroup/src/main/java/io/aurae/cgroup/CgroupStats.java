// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a control group and all below it use and have used; a part that was not asked for or that the kernel does not count is null. */
public record CgroupStats(
        @Nullable Cpu cpu,
        @Nullable Memory memory,
        @Nullable Io io,
        @Nullable Pids pids,
        @Nullable Pressures pressures) {

    /** What can be asked for; each costs one to three files. */
    public enum Part {
        CPU,
        MEMORY,
        IO,
        PIDS,
        PRESSURE
    }

    /**
     * Processor time since the group was made, in nanoseconds.
     *
     * @param periods those that have passed while there was a limit
     * @param throttledPeriods those of them in which it was reached
     */
    public record Cpu(
            long usageNanos,
            long userNanos,
            long systemNanos,
            long periods,
            long throttledPeriods,
            long throttledNanos) {}

    /**
     * Memory in bytes.
     *
     * @param usage all that is charged to the group
     * @param workingSet usage without file pages that were not used lately
     * @param rss of no file
     * @param cache of files
     * @param limit the smallest of the group's and of those around it; null for none
     * @param oomKills processes the kernel ended for want of memory; on version 1 those of this group alone, without the groups below it
     */
    public record Memory(
            long usage,
            long workingSet,
            long rss,
            long cache,
            long pageFaults,
            long majorPageFaults,
            @Nullable Long limit,
            long swap,
            @Nullable Long swapLimit,
            long oomKills) {}

    /** What was read and written since the group was made. */
    public record Io(List<Device> devices) {
        public Io {
            devices = List.copyOf(devices);
        }
    }

    /** One block device by its numbers; operations are requests to it. */
    public record Device(long major, long minor, long readBytes, long writeBytes, long readOps, long writeOps) {}

    /**
     * Processes and threads.
     *
     * @param limit of the group itself; null for none
     */
    public record Pids(long current, @Nullable Long limit) {}

    /** How much work had to wait; null where this kernel does not tell. */
    public record Pressures(
            @Nullable Pressure cpu,
            @Nullable Pressure memory,
            @Nullable Pressure io) {}

    /** Time in which some task waited, and in which all did. */
    public record Pressure(Stall some, Stall full) {}

    /** Parts of the time in percent, averaged over 10 s, 60 s and 300 s, and the time in all. */
    public record Stall(double average10, double average60, double average300, long totalMicros) {
        static final Stall NONE = new Stall(0, 0, 0, 0);
    }
}
