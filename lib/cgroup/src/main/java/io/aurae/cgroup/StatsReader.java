// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.cgroup.CgroupStats.Part;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what a control group uses from whatever hierarchies there are, with as few files as possible. */
final class StatsReader {
    /** What version 1 shows for no limit: the largest number of whole pages, whatever their size. */
    private static final long LEGACY_NO_LIMIT = Long.MAX_VALUE / 65_536 * 65_536;

    private final CgroupPath path;
    private final List<Hierarchy> hierarchies;

    StatsReader(CgroupPath path, List<Hierarchy> hierarchies) {
        this.path = path;
        this.hierarchies = hierarchies;
    }

    Optional<CgroupStats> read(Set<Part> parts) {
        CgroupStats stats = new CgroupStats(
                parts.contains(Part.CPU) ? cpu() : null,
                parts.contains(Part.MEMORY) ? memory() : null,
                parts.contains(Part.IO) ? io() : null,
                parts.contains(Part.PIDS) ? pids() : null,
                parts.contains(Part.PRESSURE) ? pressures() : null);
        boolean silent =
                stats.cpu() == null && stats.memory() == null && stats.pids() == null && stats.pressures() == null;
        return silent && hierarchies.stream().noneMatch(h -> Files.isDirectory(h.directory(path)))
                ? Optional.empty()
                : Optional.of(stats);
    }

    private @Nullable File file(String controller, String name) {
        for (Hierarchy hierarchy : hierarchies) {
            if (hierarchy.holds(controller)) {
                return file(hierarchy, name);
            }
        }
        return null;
    }

    private @Nullable File file(Hierarchy hierarchy, String name) {
        String content = hierarchy.readIfThere(hierarchy.directory(path).resolve(name));
        return content.isEmpty() ? null : new File(content);
    }

    /** Version 2 keeps the time of every group, even when it has no controller. */
    private @Nullable File ofUnified(String name) {
        for (Hierarchy hierarchy : hierarchies) {
            if (hierarchy instanceof UnifiedHierarchy) {
                return file(hierarchy, name);
            }
        }
        return null;
    }

    private CgroupStats.@Nullable Cpu cpu() {
        File time = ofUnified("cpu.stat");
        File limited = file("cpu", "cpu.stat");
        if (time != null && time.number("usage_usec") != null) {
            File throttled = limited == null ? time : limited;
            return cpu(time.micros("usage_usec"), time.micros("user_usec"), time.micros("system_usec"), throttled);
        }
        File usage = file("cpuacct", "cpuacct.usage");
        File user = file("cpuacct", "cpuacct.usage_user");
        File system = file("cpuacct", "cpuacct.usage_sys");
        return usage == null || user == null || system == null
                ? null
                : cpu(usage.single(), user.single(), system.single(), limited);
    }

    private static CgroupStats.Cpu cpu(long usage, long user, long system, @Nullable File limited) {
        if (limited == null) {
            return new CgroupStats.Cpu(usage, user, system, 0, 0, 0);
        }
        Long nanos = limited.number("throttled_time");
        return new CgroupStats.Cpu(
                usage,
                user,
                system,
                limited.orZero("nr_periods"),
                limited.orZero("nr_throttled"),
                nanos == null ? limited.micros("throttled_usec") : nanos);
    }

    private CgroupStats.@Nullable Memory memory() {
        boolean unified = hierarchies.stream().anyMatch(h -> h instanceof UnifiedHierarchy && h.holds("memory"));
        File current = unified ? file("memory", "memory.current") : null;
        return current == null ? legacyMemory() : unifiedMemory(current.single());
    }

    private CgroupStats.@Nullable Memory legacyMemory() {
        File usage = file("memory", "memory.usage_in_bytes");
        File stat = file("memory", "memory.stat");
        if (usage == null || stat == null) {
            return null;
        }
        File oom = file("memory", "memory.oom_control");
        long used = usage.single();
        Long limit = legacyLimit(stat.number("hierarchical_memory_limit"));
        Long both = legacyLimit(stat.number("hierarchical_memsw_limit"));
        return new CgroupStats.Memory(
                used,
                Math.max(0, used - stat.orZero("total_inactive_file")),
                stat.orZero("total_rss"),
                stat.orZero("total_cache"),
                stat.orZero("total_pgfault"),
                stat.orZero("total_pgmajfault"),
                limit,
                stat.orZero("total_swap"),
                both == null || limit == null ? null : both - limit,
                oom == null ? 0 : oom.orZero("oom_kill"));
    }

    private static @Nullable Long legacyLimit(@Nullable Long limit) {
        return limit == null || limit >= LEGACY_NO_LIMIT ? null : limit;
    }

    private CgroupStats.@Nullable Memory unifiedMemory(long used) {
        File stat = file("memory", "memory.stat");
        File events = file("memory", "memory.events");
        File swap = file("memory", "memory.swap.current");
        return stat == null
                ? null
                : new CgroupStats.Memory(
                        used,
                        Math.max(0, used - stat.orZero("inactive_file")),
                        stat.orZero("anon"),
                        stat.orZero("file"),
                        stat.orZero("pgfault"),
                        stat.orZero("pgmajfault"),
                        limit(file("memory", "memory.max")),
                        swap == null ? 0 : swap.single(),
                        limit(file("memory", "memory.swap.max")),
                        events == null ? 0 : events.orZero("oom_kill"));
    }

    private static @Nullable Long limit(@Nullable File file) {
        return file == null || file.content().equals("max") ? null : file.single();
    }

    private CgroupStats.@Nullable Pids pids() {
        File current = file("pids", "pids.current");
        return current == null ? null : new CgroupStats.Pids(current.single(), limit(file("pids", "pids.max")));
    }

    private CgroupStats.@Nullable Io io() {
        Map<String, long[]> devices = new TreeMap<>();
        for (Hierarchy hierarchy : hierarchies) {
            if (hierarchy.holds("io") && hierarchy instanceof UnifiedHierarchy) {
                ioStat(hierarchy.readIfThere(hierarchy.directory(path).resolve("io.stat")), devices);
                return new CgroupStats.Io(devices(devices));
            }
            if (hierarchy.holds("io")) {
                throttled(hierarchy, "blkio.throttle.io_service_bytes_recursive", 0, devices);
                throttled(hierarchy, "blkio.throttle.io_serviced_recursive", 2, devices);
                return new CgroupStats.Io(devices(devices));
            }
        }
        return null;
    }

    /** Lines such as {@code 8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0}. */
    private static void ioStat(String text, Map<String, long[]> devices) {
        List<String> order = List.of("rbytes", "wbytes", "rios", "wios");
        text.lines().forEach(line -> {
            String[] words = line.split(" ");
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                int place = equals < 0 ? -1 : order.indexOf(words[i].substring(0, equals));
                if (place >= 0) {
                    devices.computeIfAbsent(words[0], _ -> new long[4])[place] =
                            Long.parseLong(words[i].substring(equals + 1));
                }
            }
        });
    }

    /** Lines such as {@code 8:0 Read 4096}, and a sum at the end. */
    private void throttled(Hierarchy hierarchy, String file, int place, Map<String, long[]> devices) {
        hierarchy
                .readIfThere(hierarchy.directory(path).resolve(file))
                .lines()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 3 && (words[1].equals("Read") || words[1].equals("Write")))
                .forEach(words ->
                        devices.computeIfAbsent(words[0], _ -> new long[4])[place + (words[1].equals("Read") ? 0 : 1)] =
                                Long.parseLong(words[2]));
    }

    private static List<CgroupStats.Device> devices(Map<String, long[]> devices) {
        List<CgroupStats.Device> all = new ArrayList<>();
        devices.forEach((id, numbers) -> {
            int colon = id.indexOf(':');
            all.add(new CgroupStats.Device(
                    Long.parseLong(id.substring(0, colon)),
                    Long.parseLong(id.substring(colon + 1)),
                    numbers[0],
                    numbers[1],
                    numbers[2],
                    numbers[3]));
        });
        return all;
    }

    private CgroupStats.@Nullable Pressures pressures() {
        CgroupStats.Pressures all = new CgroupStats.Pressures(pressure("cpu"), pressure("memory"), pressure("io"));
        return all.equals(new CgroupStats.Pressures(null, null, null)) ? null : all;
    }

    private CgroupStats.@Nullable Pressure pressure(String resource) {
        File file = ofUnified(resource + ".pressure");
        return file == null ? null : new CgroupStats.Pressure(file.stall("some"), file.stall("full"));
    }

    /** The content of a file, of one number or of lines that begin with a word. */
    private record File(String content) {
        long single() {
            return Long.parseLong(content);
        }

        @Nullable
        Long number(String key) {
            String rest = rest(key);
            return rest == null ? null : Long.valueOf(rest);
        }

        long orZero(String key) {
            Long number = number(key);
            return number == null ? 0 : number;
        }

        long micros(String key) {
            return 1000 * orZero(key);
        }

        private @Nullable String rest(String key) {
            int at = content.startsWith(key + " ") ? 0 : content.indexOf("\n" + key + " ") + 1;
            if (at == 0 && !content.startsWith(key + " ")) {
                return null;
            }
            int end = content.indexOf('\n', at);
            return content.substring(at + key.length() + 1, end < 0 ? content.length() : end);
        }

        /** As in {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=0}. */
        CgroupStats.Stall stall(String key) {
            String rest = rest(key);
            if (rest == null) {
                return CgroupStats.Stall.NONE;
            }
            String[] words = rest.split(" ");
            double[] numbers = new double[words.length];
            for (int i = 0; i < words.length; i++) {
                numbers[i] = Double.parseDouble(words[i].substring(words[i].indexOf('=') + 1));
            }
            return new CgroupStats.Stall(numbers[0], numbers[1], numbers[2], (long) numbers[3]);
        }
    }
}
