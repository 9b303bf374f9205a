// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a control group may use; what is null or empty stays as it is. A {@link CgroupException} refuses values out of range, naming the limit.
 *
 * <p>On version 1 the cpu weight becomes shares in the same proportion (100 is 1024), {@code low} the soft limit, and so does {@code high}
 * when there is no {@code low}; {@code min}, {@code high} beside {@code low}, and {@code unified} cannot be expressed there.
 *
 * @param pidsMax processes and threads, at least 1; {@link #NO_LIMIT} lifts it
 * @param hugetlb bytes by the size of the pages, such as {@code 2MB}; {@link #NO_LIMIT} lifts one
 * @param unified files of version 2 by their names, such as {@code memory.oom.group}, and what to write to each
 */
public record CgroupLimits(
        Cpu cpu,
        Cpuset cpuset,
        Memory memory,
        @Nullable Long pidsMax,
        Io io,
        Map<String, Long> hugetlb,
        Map<String, String> unified) {
    /** Lifts a limit that is set. */
    public static final long NO_LIMIT = -1;

    public static final CgroupLimits NONE =
            new CgroupLimits(Cpu.NONE, Cpuset.NONE, Memory.NONE, null, Io.NONE, Map.of(), Map.of());

    private static final long PIDS_MOST = 4_194_304;
    private static final int UNIFIED_MOST = 64;
    private static final int UNIFIED_VALUE_CHARACTERS_MAX = 1024;
    private static final int SHOWN_CHARACTERS_MAX = 80;
    private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]{0,3}(KB|MB|GB)");
    private static final Pattern UNIFIED_KEY = Pattern.compile("[a-z][a-z0-9_]{0,30}(\\.[a-zA-Z0-9_]{1,30}){1,4}");
    /** Files whose content has a field of its own, or that steer the group instead of limiting it. */
    private static final Pattern OWN_KEY = Pattern.compile(
            "cgroup\\..*|cpu\\.(weight|weight\\.nice|max)|cpuset\\.(cpus|mems)|memory\\.(min|low|high|max|swap\\.max|reclaim)"
                    + "|pids\\.max|io\\.(weight|max|bfq\\.weight)|hugetlb\\.[^.]*\\.max");

    public CgroupLimits {
        hugetlb = Map.copyOf(hugetlb);
        unified = Map.copyOf(unified);
        LimitRange.checkOrLifted("pids.max", pidsMax, 1, PIDS_MOST);
        hugetlb.forEach(CgroupLimits::checkHugetlb);
        if (unified.size() > UNIFIED_MOST) {
            throw CgroupException.limit("unified", unified.size() + " keys", "at most " + UNIFIED_MOST);
        }
        unified.forEach(CgroupLimits::checkUnified);
    }

    private static void checkHugetlb(String size, Long bytes) {
        if (!PAGE_SIZE.matcher(size).matches()) {
            throw CgroupException.limit("hugetlb", shown(size), "a page size such as 2MB");
        }
        LimitRange.checkOrLifted("hugetlb." + size, bytes, 0, Long.MAX_VALUE);
    }

    private static void checkUnified(String key, String value) {
        if (!UNIFIED_KEY.matcher(key).matches()) {
            throw CgroupException.limit(
                    "unified key", shown(key), "the name of a file of cgroup v2, such as memory.oom.group");
        }
        if (OWN_KEY.matcher(key).matches()) {
            throw CgroupException.limit("unified key", key, "one that no other field stands for");
        }
        boolean plain = value.chars().allMatch(c -> c >= ' ' && c < 127);
        if (!plain || value.isBlank() || value.length() > UNIFIED_VALUE_CHARACTERS_MAX) {
            throw CgroupException.limit(
                    "unified " + key,
                    shown(value),
                    "1 to " + UNIFIED_VALUE_CHARACTERS_MAX + " printable ASCII characters");
        }
    }

    /**
     * Processor time.
     *
     * @param weight 1 to 10000, relative to the sisters; the kernel's own is 100
     * @param maxMicros time in each period, at least 1000; {@link #NO_LIMIT} lifts it
     * @param periodMicros 1000 to 1000000; 100000 when only a time is given
     */
    public record Cpu(
            @Nullable Long weight,
            @Nullable Long maxMicros,
            @Nullable Long periodMicros) {
        public static final Cpu NONE = new Cpu(null, null, null);
        private static final long LONGEST_QUOTA = Long.MAX_VALUE / 1000;

        public Cpu {
            LimitRange.check("cpu.weight", weight, 1, 10_000);
            if (maxMicros != null && maxMicros > LONGEST_QUOTA) {
                throw CgroupException.limit("cpu.max", maxMicros, "1000 to " + LONGEST_QUOTA);
            }
            LimitRange.checkOrLifted("cpu.max", maxMicros, 1000, Long.MAX_VALUE);
            LimitRange.check("cpu.period", periodMicros, 1000, 1_000_000);
        }
    }

    /** Processors and memory nodes as lists in the kernel's form, such as {@code 0-2,7}; an empty one stands for all that the group above has. */
    public record Cpuset(@Nullable String cpus, @Nullable String mems) {
        public static final Cpuset NONE = new Cpuset(null, null);

        public Cpuset {
            checkList("cpuset.cpus", cpus);
            checkList("cpuset.mems", mems);
        }

        private static void checkList(String limit, @Nullable String list) {
            if (list != null && !list.isEmpty()) {
                CpuList.parse(limit, list);
            }
        }
    }

    /**
     * Memory in bytes; the kernel rounds down to pages.
     *
     * @param min never reclaimed
     * @param low reclaimed only when nothing else is left
     * @param high slowed down and reclaimed above it; {@link #NO_LIMIT} lifts it
     * @param max at least 65536, never exceeded: the kernel kills instead; {@link #NO_LIMIT} lifts it
     * @param swap swap space beside the memory; {@link #NO_LIMIT} lifts it
     */
    public record Memory(
            @Nullable Long min,
            @Nullable Long low,
            @Nullable Long high,
            @Nullable Long max,
            @Nullable Long swap) {
        public static final Memory NONE = new Memory(null, null, null, null, null);
        /** With less the kernel has no room for the control group of a process. */
        private static final long LEAST = 64 * 1024;

        public Memory {
            LimitRange.check("memory.min", min, 0, Long.MAX_VALUE);
            LimitRange.check("memory.low", low, 0, Long.MAX_VALUE);
            LimitRange.checkOrLifted("memory.high", high, 0, Long.MAX_VALUE);
            LimitRange.checkOrLifted("memory.max", max, LEAST, Long.MAX_VALUE);
            LimitRange.checkOrLifted("memory.swap", swap, 0, Long.MAX_VALUE);
        }
    }

    /**
     * Block devices.
     *
     * @param weight 1 to 10000, relative to the sisters; the kernel's own is 100
     */
    public record Io(@Nullable Long weight, List<Device> devices) {
        public static final Io NONE = new Io(null, List.of());
        private static final int DEVICES_MOST = 64;

        public Io {
            LimitRange.check("io.weight", weight, 1, 10_000);
            devices = List.copyOf(devices);
            if (devices.size() > DEVICES_MOST) {
                throw CgroupException.limit("io.devices", devices.size() + " devices", "at most " + DEVICES_MOST);
            }
            Set<String> seen = new LinkedHashSet<>();
            for (Device device : devices) {
                if (!seen.add(device.id())) {
                    throw CgroupException.limit("io.devices", device.id(), "each device once");
                }
            }
        }

        private Io over(Io base) {
            Map<String, Device> all = new TreeMap<>();
            base.devices.forEach(device -> all.put(device.id(), device));
            devices.forEach(device -> all.merge(device.id(), device, (old, given) -> given.over(old)));
            return new Io(or(weight, base.weight), new ArrayList<>(all.values()));
        }
    }

    /** What may be read from and written to one block device in a second; at least 1, {@link #NO_LIMIT} lifts one. */
    public record Device(
            long major,
            long minor,
            @Nullable Long readBps,
            @Nullable Long writeBps,
            @Nullable Long readIops,
            @Nullable Long writeIops) {
        public Device {
            LimitRange.check("io device major", major, 0, 4095);
            LimitRange.check("io device minor", minor, 0, 1_048_575);
            LimitRange.checkOrLifted("io.read_bps", readBps, 1, Long.MAX_VALUE);
            LimitRange.checkOrLifted("io.write_bps", writeBps, 1, Long.MAX_VALUE);
            LimitRange.checkOrLifted("io.read_iops", readIops, 1, 4_294_967_295L);
            LimitRange.checkOrLifted("io.write_iops", writeIops, 1, 4_294_967_295L);
        }

        /** As the kernel writes it, such as {@code 8:0}. */
        String id() {
            return major + ":" + minor;
        }

        private Device over(Device base) {
            return new Device(
                    major,
                    minor,
                    or(readBps, base.readBps),
                    or(writeBps, base.writeBps),
                    or(readIops, base.readIops),
                    or(writeIops, base.writeIops));
        }
    }

    /** These laid over others: what is null here is as it is there. */
    public CgroupLimits over(CgroupLimits base) {
        Map<String, Long> pages = new TreeMap<>(base.hugetlb);
        pages.putAll(hugetlb);
        Map<String, String> files = new TreeMap<>(base.unified);
        files.putAll(unified);
        return new CgroupLimits(
                new Cpu(
                        or(cpu.weight, base.cpu.weight),
                        or(cpu.maxMicros, base.cpu.maxMicros),
                        or(cpu.periodMicros, base.cpu.periodMicros)),
                new Cpuset(or(cpuset.cpus, base.cpuset.cpus), or(cpuset.mems, base.cpuset.mems)),
                new Memory(
                        or(memory.min, base.memory.min),
                        or(memory.low, base.memory.low),
                        or(memory.high, base.memory.high),
                        or(memory.max, base.memory.max),
                        or(memory.swap, base.memory.swap)),
                or(pidsMax, base.pidsMax),
                io.over(base.io),
                pages,
                files);
    }

    /** Of these only the parts (cpu, cpuset, memory and so on) of which {@code change} says something. */
    CgroupLimits partsOf(CgroupLimits change) {
        return new CgroupLimits(
                change.cpu.equals(Cpu.NONE) ? Cpu.NONE : cpu,
                change.cpuset.equals(Cpuset.NONE) ? Cpuset.NONE : cpuset,
                change.memory.equals(Memory.NONE) ? Memory.NONE : memory,
                change.pidsMax == null ? null : pidsMax,
                change.io.equals(Io.NONE) ? Io.NONE : io,
                change.hugetlb.isEmpty() ? Map.of() : hugetlb,
                change.unified);
    }

    private static <T> @Nullable T or(@Nullable T value, @Nullable T base) {
        return value == null ? base : value;
    }

    static String shown(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return printable.length() <= SHOWN_CHARACTERS_MAX
                ? printable
                : printable.substring(0, SHOWN_CHARACTERS_MAX) + "…";
    }
}
