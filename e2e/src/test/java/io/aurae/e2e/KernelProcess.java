// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A process as the kernel shows it. */
public record KernelProcess(long pid) {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final String UNLIMITED = "max.*|-1|9223372036854771712";

    /** All that there are now. */
    public static List<KernelProcess> all() {
        return ProcessHandle.allProcesses()
                .map(handle -> new KernelProcess(handle.pid()))
                .toList();
    }

    /** The one that runs these words, wherever it is: what runs in an instance has another number there. */
    public static KernelProcess running(String commandLine) {
        return all().stream()
                .filter(process -> process.commandLine().equals(commandLine))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no process runs '" + commandLine + "'"));
    }

    /** Whether it is there and no zombie. */
    public boolean isAlive() {
        return field("State").filter(state -> !state.startsWith("Z")).isPresent();
    }

    /** Its words with spaces between them; empty when it has ended. */
    public String commandLine() {
        return read("cmdline").replace('\0', ' ').strip();
    }

    /** A line of {@code /proc/<pid>/status}. */
    public Optional<String> field(String name) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** When it started, in ticks: together with the pid this names one process for ever. */
    public String startTicks() {
        String stat = read("stat");
        return stat.isEmpty() ? "" : stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    }

    /** Such as {@code net:[4026531840]}. */
    public String namespace(String kind) {
        try {
            return Files.readSymbolicLink(proc("ns/" + kind)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of {@code /proc/<pid>/cgroup}. */
    public String cgroups() {
        return read("cgroup");
    }

    /** The most memory it may use with its neighbours, in bytes. */
    public String memoryLimitBytes() {
        return limit("memory", "memory.limit_in_bytes", "memory.max");
    }

    /** CPU time and period in microseconds, as {@code 50000 100000}. */
    public String cpuLimitMicros() {
        return legacy("cpu").isEmpty()
                ? limit("cpu", "", "cpu.max")
                : limit("cpu", "cpu.cfs_quota_us", "") + " " + limit("cpu", "cpu.cfs_period_us", "");
    }

    /** The processors it may use, as a list. */
    public String cpus() {
        return limit("cpuset", "cpuset.cpus", "cpuset.cpus");
    }

    /** The limit that counts: the nearest group upwards that has one. */
    private String limit(String controller, String legacyFile, String unifiedFile) {
        Optional<Path> legacy = legacy(controller);
        Path group = legacy.orElseGet(() -> CGROUPS.resolve(path("0::").orElseThrow()));
        String file = legacy.isPresent() ? legacyFile : unifiedFile;
        String limit = "max";
        while (limit.matches(UNLIMITED) && Files.exists(group.resolve(file))) {
            limit = text(group.resolve(file));
            group = group.getParent();
        }
        return limit;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Path> legacy(String controller) {
        return cgroups()
                .lines()
                .filter(line -> List.of(line.split(":")[1].split(",")).contains(controller))
                .map(line -> CGROUPS.resolve(controller).resolve(line.split(":")[2].substring(1)))
                .filter(Files::isDirectory)
                .findFirst();
    }

    private Optional<String> path(String prefix) {
        return cgroups()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length() + 1))
                .findFirst();
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    private String read(String file) {
        try {
            return new String(Files.readAllBytes(proc(file)), UTF_8);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Ends it without warning. */
    public void kill() {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** Its children whose command line has this in it. */
    public List<KernelProcess> children(String part) {
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(pid).map(ProcessHandle::children).orElseGet(Stream::empty)) {
            return children.map(child -> new KernelProcess(child.pid()))
                    .filter(child -> child.commandLine().contains(part))
                    .toList();
        }
    }
}
