// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.linux.Errno;
import io.aurae.linux.IdMap;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.MountFlag;
import io.aurae.linux.UnmountFlag;
import io.aurae.oci.spec.ContainerMount;
import io.aurae.oci.spec.ContainerMount.Propagation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What all containers of a pod see in their roots: its hosts file, hostname, resolv.conf and shared memory. They may write to all of them,
 * so each lies in a file system of the pod's own: filling it takes nothing from the node's state, which shares a disk with the directory.
 *
 * @param directory the pod's
 * @param ids of its users, to whom the files belong; empty for the node's
 */
record PodFiles(Linux linux, Path directory, Optional<IdMap> ids) {
    private static final String HOSTS = "hosts";
    private static final String HOSTNAME = "hostname";
    private static final String RESOLV_CONF = "resolv.conf";
    /** Room for a node's own hosts file, which may be a long list; a pod's files take a few hundred bytes. */
    private static final String FILES_LIMITS = "mode=0755,size=16m,nr_inodes=64";

    private static final Path HOST_SHM = Path.of("/dev/shm");
    private static final Path HOST_HOSTS = Path.of("/etc/hosts");
    private static final Path HOST_RESOLV_CONF = Path.of("/etc/resolv.conf");

    /** Writes the files. Repeating: writes them anew. */
    void write(PodSpec spec, List<String> ips) {
        try {
            file(HOSTS, hosts(spec, ips));
            file(HOSTNAME, spec.hostname() + "\n");
            file(RESOLV_CONF, resolvConf(spec));
        } catch (IOException e) {
            throw new PodException.Failed(spec.name(), "its files in '" + directory + "' cannot be written", e);
        }
    }

    /** A pod with the host's network has the host's names too. */
    private static String hosts(PodSpec spec, List<String> ips) throws IOException {
        List<String> lines = new ArrayList<>();
        if (spec.shared().network() && Files.exists(HOST_HOSTS)) {
            lines.add(Files.readString(HOST_HOSTS).stripTrailing());
        } else {
            lines.addAll(List.of("127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback"));
        }
        String name = spec.hostname();
        String names = spec.domain().isEmpty() ? name : name + "." + spec.domain() + " " + name;
        ips.forEach(ip -> lines.add(ip + " " + names));
        spec.hosts().forEach(entry -> lines.add(entry.line()));
        return lines(lines);
    }

    private static String resolvConf(PodSpec spec) throws IOException {
        PodSpec.Dns dns = spec.dns();
        if (dns == null) {
            return Files.exists(HOST_RESOLV_CONF) ? Files.readString(HOST_RESOLV_CONF) : "";
        }
        List<String> lines = new ArrayList<>();
        if (!dns.searches().isEmpty()) {
            lines.add("search " + String.join(" ", dns.searches()));
        }
        dns.servers().forEach(server -> lines.add("nameserver " + server));
        if (!dns.options().isEmpty()) {
            lines.add("options " + String.join(" ", dns.options()));
        }
        return lines(lines);
    }

    private static String lines(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    private void file(String name, String content) throws IOException {
        Path file = source(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        ids.ifPresent(
                map -> linux.lchown(file, map.users().first(), map.groups().first()));
    }

    /** Makes room for the files. */
    void mountEtc() {
        mount("etc", etc(), FILES_LIMITS);
    }

    /** Makes the memory that the containers share. */
    void mountSharedMemory() {
        mount("shm", sharedMemory(), "mode=1777,size=65536k");
    }

    private void mount(String name, Path target, String options) {
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        linux.mount(
                name, target, "tmpfs", Set.of(MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC), options + owner());
    }

    private String owner() {
        return ids.map(map ->
                        ",uid=" + map.users().first() + ",gid=" + map.groups().first())
                .orElse("");
    }

    /** Gives files and shared memory back. Repeating: does nothing. */
    void unmount() {
        unmount(sharedMemory());
        unmount(etc());
    }

    private void unmount(Path target) {
        try {
            linux.unmount(target, Set.of(UnmountFlag.DETACH));
        } catch (LinuxException e) {
            if (!e.errno().equals(Errno.EINVAL) && !e.errno().equals(Errno.ENOENT)) { // not mounted, or not there
                throw e;
            }
        }
    }

    /** What the containers see at /dev/shm. */
    Path sharedMemory(HostNamespaces shared) {
        return shared.ipc() ? HOST_SHM : sharedMemory();
    }

    private Path sharedMemory() {
        return directory.resolve("shm");
    }

    /** Where the files are. */
    Path etc() {
        return directory.resolve("etc");
    }

    /** A pod that an earlier release started has its files beside its record. */
    private Path source(String name) {
        return (Files.isDirectory(etc()) ? etc() : directory).resolve(name);
    }

    /** Where the files go in each root. */
    List<ContainerMount> mounts() {
        return List.of(mount(HOSTS), mount(HOSTNAME), mount(RESOLV_CONF));
    }

    private ContainerMount mount(String name) {
        return new ContainerMount.Bind(source(name).toString(), "/etc/" + name, false, Propagation.PRIVATE);
    }
}
