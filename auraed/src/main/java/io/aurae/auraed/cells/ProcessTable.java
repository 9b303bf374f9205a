// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Timestamp;
import io.aurae.linux.IdMap;
import io.aurae.oci.rootfs.RootUsers;
import io.aurae.oci.rootfs.RootfsException;
import io.aurae.proto.cells.v0.ProcessStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The processes of cells, as {@code /proc} shows them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>, whose fields are counted here
 */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    private static final int ARGUMENT_BYTES_MAX = 4096;
    /** The kernel tells user programs of hundredths of a second on every machine. */
    private static final long NANOS_IN_TICK = 10_000_000;

    private static final long TICKS_IN_SECOND = 100;
    private static final long PAGE_BYTES = 4096;

    private final Map<Long, ProcessStatus> byPid = new TreeMap<>();
    private final long bootSeconds = bootSeconds();

    private ProcessTable() {}

    /** The processes of these cells, in order of their numbers. */
    static List<ProcessStatus> of(List<Cell> cells) {
        ProcessTable table = new ProcessTable();
        cells.forEach(table::add);
        return List.copyOf(table.byPid.values());
    }

    /** Inner cells come later, and so what is in them is found again there. */
    private void add(Cell cell) {
        Known users = new Known(users(cell), cell.ids());
        cell.cgroup().pids().forEach(pid -> add(pid, cell, "", users));
        cell.executableCgroups()
                .forEach((name, cgroup) -> cgroup.pids().forEach(pid -> add(pid, cell, name.text(), users)));
    }

    /**
     * The users of a cell.
     *
     * @param ids where they are not the node's
     */
    private record Known(RootUsers names, Optional<IdMap> ids) {
        /** The number by which the cell knows one; that of the node where it knows none. */
        int inside(Function<IdMap, IdMap.Run> kind, int id) {
            long first = ids.map(kind)
                    .filter(run -> run.has(Integer.toUnsignedLong(id) - run.first()))
                    .map(IdMap.Run::first)
                    .orElse(0L);
            return (int) (id - first);
        }
    }

    private static RootUsers users(Cell cell) {
        try {
            return RootUsers.read(cell.rootDirectory(), cell.name().path());
        } catch (RootfsException e) {
            return RootUsers.read(Path.of("/nonexistent"), cell.name().path()); // numbers are enough
        }
    }

    private void add(long pid, Cell cell, String executable, Known users) {
        try {
            read(pid, users)
                    .ifPresent(status -> byPid.put(
                            pid,
                            status.setCellName(cell.name().path())
                                    .setExecutableName(executable)
                                    .build()));
        } catch (IOException e) {
            byPid.remove(pid); // it ended while it was read
        }
    }

    private Optional<ProcessStatus.Builder> read(long pid, Known users) throws IOException {
        Path directory = PROC.resolve(Long.toString(pid));
        String stat = Files.readString(directory.resolve("stat"), ISO_8859_1);
        // The command's name stands in brackets and may hold anything.
        int end = stat.lastIndexOf(')');
        String[] fields = stat.substring(end + 2).strip().split(" ");
        Map<String, String> status = status(directory);
        int uid = users.inside(IdMap::users, id(status, "Uid"));
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        String name = stat.substring(stat.indexOf('(') + 1, end);
        return Optional.of(ProcessStatus.newBuilder()
                .setPid(Math.toIntExact(pid))
                .setParentPid(Integer.parseInt(fields[1]))
                .setUid(uid)
                .setGid(users.inside(IdMap::groups, id(status, "Gid")))
                .setUser(users.names().nameOf(Integer.toUnsignedLong(uid)).orElse(Integer.toUnsignedString(uid)))
                .setState(fields[0])
                .setCpuNanos(ticks * NANOS_IN_TICK)
                .setThreads(Integer.parseInt(fields[17]))
                .setRss(Long.parseLong(fields[21]) * PAGE_BYTES)
                .setStartedAt(started(Long.parseLong(fields[19])))
                .addAllArgs(arguments(directory, name)));
    }

    private static Map<String, String> status(Path directory) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        Files.readString(directory.resolve("status"), ISO_8859_1).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return fields;
    }

    /** Of real, effective, saved and file system id the effective one. */
    private static int id(Map<String, String> status, String kind) throws IOException {
        String ids = status.get(kind);
        if (ids == null) {
            throw new IOException("no " + kind);
        }
        return Integer.parseUnsignedInt(ids.split("\\s+")[1]);
    }

    private static List<String> arguments(Path directory, String name) throws IOException {
        try (InputStream in = Files.newInputStream(directory.resolve("cmdline"))) {
            String words = new String(in.readNBytes(ARGUMENT_BYTES_MAX), UTF_8);
            return words.isEmpty() ? List.of(name) : Arrays.asList(words.split("\0"));
        }
    }

    private Timestamp started(long ticks) {
        return Timestamp.newBuilder()
                .setSeconds(bootSeconds + ticks / TICKS_IN_SECOND)
                .setNanos((int) (ticks % TICKS_IN_SECOND * NANOS_IN_TICK))
                .build();
    }

    private static long bootSeconds() {
        try {
            return Files.readString(PROC.resolve("stat"), ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("btime "))
                    .map(line -> Long.parseLong(line.substring(6)))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException e) {
            return 0;
        }
    }
}
