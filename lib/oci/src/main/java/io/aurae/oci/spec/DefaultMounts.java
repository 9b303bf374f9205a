// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The mounts every container gets, and how those a caller asks for are laid over them. */
final class DefaultMounts {
    static final RuntimeSpec.Mount PROC =
            new RuntimeSpec.Mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev"));

    private DefaultMounts() {}

    /** In the order in which they must be made: parents first; a caller's mount replaces a default one of the same target. */
    static List<RuntimeSpec.Mount> with(
            List<ContainerMount> asked, Optional<String> sharedMemory, boolean writableKernelPaths) {
        List<RuntimeSpec.Mount> all = new ArrayList<>(defaults(sharedMemory, writableKernelPaths));
        List<String> targets =
                asked.stream().map(mount -> normal(mount.target())).toList();
        all.removeIf(mount -> targets.contains(mount.destination()));
        asked.stream()
                .sorted(Comparator.comparingInt(mount -> normal(mount.target()).split("/").length))
                .map(ContainerMount::toSpec)
                .forEach(all::add);
        return all;
    }

    private static List<RuntimeSpec.Mount> defaults(Optional<String> sharedMemory, boolean writableKernelPaths) {
        String access = writableKernelPaths ? "rw" : "ro";
        return List.of(
                PROC,
                mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
                mount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        "nosuid",
                        "noexec",
                        "newinstance",
                        "ptmxmode=0666",
                        "mode=0620",
                        "gid=5"),
                sharedMemory
                        .map(path -> mount("/dev/shm", "bind", path, "rbind", "rprivate", "nosuid", "noexec", "nodev"))
                        .orElse(mount(
                                "/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k")),
                mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
                mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", access),
                mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", access));
    }

    /** Those of an instance with a root of its own; its control groups are to be laid over the empty directory. */
    static List<RuntimeSpec.Mount> ofInstance() {
        List<RuntimeSpec.Mount> mounts = new ArrayList<>(defaults(Optional.empty(), false));
        mounts.removeLast();
        mounts.add(mount("/sys/fs/cgroup", "tmpfs", "tmpfs", "nosuid", "noexec", "nodev", "mode=755", "size=64k"));
        mounts.add(mount("/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777"));
        mounts.add(mount("/run", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=755"));
        return mounts;
    }

    /** Those of an instance in a bundle: the runtime shows it the control groups that it made for it. */
    static List<RuntimeSpec.Mount> ofBundle() {
        List<RuntimeSpec.Mount> mounts = new ArrayList<>(defaults(Optional.empty(), false));
        mounts.removeLast();
        mounts.add(mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "rw"));
        mounts.add(mount("/run", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=755"));
        return mounts;
    }

    private static RuntimeSpec.Mount mount(String destination, String type, String source, String... options) {
        return new RuntimeSpec.Mount(destination, type, source, List.of(options));
    }

    private static String normal(String path) {
        return Path.of(path).normalize().toString();
    }
}
