// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.linux.Errno;
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
import java.util.Set;

/**
 * What all containers of a pod see in their roots: its hosts file, hostname, resolv.conf and shared memory.
 *
 * @param directory the pod's
 */
record PodFiles(Linux linux, Path directory) {
    private static final String HOSTS = "hosts";
    private static final String HOSTNAME = "hostname";
    private static final String RESOLV_CONF = "resolv.conf";
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
        Path file = directory.resolve(name);
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** Makes the memory that the containers share. */
    void mountSharedMemory() {
        try {
            Files.createDirectories(sharedMemory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<MountFlag> flags = Set.of(MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC);
        linux.mount("shm", sharedMemory(), "tmpfs", flags, "mode=1777,size=65536k");
    }

    /** Gives the shared memory back. Repeating: does nothing. */
    void unmountSharedMemory() {
        try {
            linux.unmount(sharedMemory(), Set.of(UnmountFlag.DETACH));
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

    /** Where the files go in each root. */
    List<ContainerMount> mounts() {
        return List.of(mount(HOSTS), mount(HOSTNAME), mount(RESOLV_CONF));
    }

    private ContainerMount mount(String name) {
        return new ContainerMount.Bind(directory.resolve(name).toString(), "/etc/" + name, false, Propagation.PRIVATE);
    }
}
