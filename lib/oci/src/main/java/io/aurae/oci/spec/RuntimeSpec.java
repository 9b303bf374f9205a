// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@code config.json} of the OCI runtime specification, as much of it as this project writes. Names are those of the file; what is
 * null or empty is left out of it, except {@code mounts}, which must be there.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config.md">the specification</a>
 */
public record RuntimeSpec(
        String ociVersion,
        ProcessConfig process,
        Root root,
        @Nullable String hostname,
        @Nullable String domainname,
        List<Mount> mounts,
        Linux linux,
        Map<String, String> annotations) {

    // Here and below: what is left out of the file is null when it is read back.
    public RuntimeSpec {
        mounts = orEmpty(mounts);
        annotations = Objects.requireNonNullElse(annotations, Map.of());
    }

    /** The version written; newer ones are refused by the runtimes of stable distributions. */
    public static final String VERSION = "1.0.2";

    /** The name of the file in a bundle. */
    public static final String FILE = "config.json";

    /**
     * Writes the file into {@code bundle}, which must exist. Repeating: replaces it.
     *
     * @throws SpecException when it cannot be written
     */
    public void writeTo(Path bundle) {
        SpecJson.write(bundle.resolve(FILE), this);
    }

    /**
     * Reads a bundle's file.
     *
     * @throws SpecException when there is none or it cannot be read
     */
    public static RuntimeSpec read(Path bundle) {
        return SpecJson.read(bundle.resolve(FILE), RuntimeSpec.class);
    }

    /**
     * Reads the process alone out of a bundle's file.
     *
     * @throws SpecException when there is none or it cannot be read
     */
    public static ProcessConfig readProcess(Path bundle) {
        return SpecJson.readMember(bundle.resolve(FILE), "process", ProcessConfig.class);
    }

    /** Whether the processes have a user namespace of their own. */
    public boolean mapsUsers() {
        return !linux.uidMappings().isEmpty();
    }

    /** The same with its root at another path, which may be relative to the bundle. */
    public RuntimeSpec withRoot(String path) {
        Root moved = new Root(path, root.readonly());
        return new RuntimeSpec(ociVersion, process, moved, hostname, domainname, mounts, linux, annotations);
    }

    /** The same with one more annotation. */
    public RuntimeSpec withAnnotation(String name, String value) {
        Map<String, String> all = new TreeMap<>(annotations);
        all.put(name, value);
        return new RuntimeSpec(ociVersion, process, root, hostname, domainname, mounts, linux, all);
    }

    /**
     * Whether the runtime would make new mounts, but in the mount namespace in which it runs itself: a terminal is mounted too. Such a
     * process must be made in a mount namespace of its own, or the mounts hide those of the host.
     */
    public boolean mountsWhereItRuns() {
        boolean ownNamespace = linux.namespaces().stream()
                .anyMatch(namespace -> namespace.type().equals("mount"));
        return !ownNamespace && (process.terminal() || mounts.stream().anyMatch(Mount::isNew));
    }

    /** The program and everything it inherits. */
    public record ProcessConfig(
            boolean terminal,
            @Nullable ConsoleSize consoleSize,
            User user,
            List<String> args,
            List<String> env,
            String cwd,
            @Nullable Capabilities capabilities,
            List<Rlimit> rlimits,
            boolean noNewPrivileges,
            @Nullable Integer oomScoreAdj,
            @Nullable String apparmorProfile,
            @Nullable String selinuxLabel) {

        public ProcessConfig {
            args = orEmpty(args);
            env = orEmpty(env);
            rlimits = orEmpty(rlimits);
        }

        /** Writes it alone, as the runtime's exec takes it. */
        public void writeTo(Path file) {
            SpecJson.write(file, this);
        }
    }

    /** A terminal's first size, in characters. */
    public record ConsoleSize(int height, int width) {}

    /** Numeric ids. */
    public record User(long uid, long gid, @Nullable Integer umask, List<Long> additionalGids) {
        public User {
            additionalGids = orEmpty(additionalGids);
        }
    }

    /** The capability sets, each of names such as {@code CAP_CHOWN}. */
    public record Capabilities(
            List<String> bounding,
            List<String> effective,
            List<String> inheritable,
            List<String> permitted,
            List<String> ambient) {
        public Capabilities {
            bounding = orEmpty(bounding);
            effective = orEmpty(effective);
            inheritable = orEmpty(inheritable);
            permitted = orEmpty(permitted);
            ambient = orEmpty(ambient);
        }
    }

    /** A resource limit such as {@code RLIMIT_NOFILE}, its numbers those of the kernel's unsigned 64 bits. */
    public record Rlimit(String type, BigInteger soft, BigInteger hard) {
        static Rlimit of(String type, long soft, long hard) {
            return new Rlimit(type, unsigned(soft), unsigned(hard));
        }

        private static BigInteger unsigned(long value) {
            return new BigInteger(Long.toUnsignedString(value));
        }
    }

    /** The root directory. */
    public record Root(String path, boolean readonly) {}

    /** A mount; {@code source} and {@code type} as mount(2) takes them. */
    public record Mount(
            String destination,
            @Nullable String type,
            @Nullable String source,
            List<String> options) {
        public Mount {
            options = orEmpty(options);
        }

        /** Whether it covers what was there, and does not merely change how that is mounted. */
        boolean isNew() {
            return !options.contains("remount");
        }
    }

    /** What only Linux has. */
    public record Linux(
            List<Namespace> namespaces,
            List<Device> devices,
            String cgroupsPath,
            @Nullable Resources resources,
            Map<String, String> sysctl,
            @Nullable Seccomp seccomp,
            @Nullable String rootfsPropagation,
            List<String> maskedPaths,
            List<String> readonlyPaths,
            List<IdRun> uidMappings,
            List<IdRun> gidMappings) {
        /** In the user namespace of the one who starts the runtime. */
        public Linux(
                List<Namespace> namespaces,
                List<Device> devices,
                String cgroupsPath,
                @Nullable Resources resources,
                Map<String, String> sysctl,
                @Nullable Seccomp seccomp,
                @Nullable String rootfsPropagation,
                List<String> maskedPaths,
                List<String> readonlyPaths) {
            this(
                    namespaces,
                    devices,
                    cgroupsPath,
                    resources,
                    sysctl,
                    seccomp,
                    rootfsPropagation,
                    maskedPaths,
                    readonlyPaths,
                    List.of(),
                    List.of());
        }

        public Linux {
            namespaces = orEmpty(namespaces);
            uidMappings = orEmpty(uidMappings);
            gidMappings = orEmpty(gidMappings);
            devices = orEmpty(devices);
            sysctl = Objects.requireNonNullElse(sysctl, Map.of());
            maskedPaths = orEmpty(maskedPaths);
            readonlyPaths = orEmpty(readonlyPaths);
        }
    }

    /** Consecutive ids of a user namespace. */
    public record IdRun(long containerID, long hostID, long size) {}

    /** A namespace to make, or with a path, to join. */
    public record Namespace(String type, @Nullable String path) {}

    /** A device node to make; type {@code c} or {@code b}, mode in permission bits. */
    public record Device(String path, String type, long major, long minor, int fileMode, long uid, long gid) {}

    /** Only the device rules; every other limit is set in the control group before the process starts. */
    public record Resources(List<DeviceRule> devices) {
        public Resources {
            devices = orEmpty(devices);
        }
    }

    /** Whether devices may be used; absent numbers stand for all. */
    public record DeviceRule(
            boolean allow,
            @Nullable String type,
            @Nullable Long major,
            @Nullable Long minor,
            String access) {}

    /** A system call filter. */
    public record Seccomp(
            String defaultAction,
            @Nullable Integer defaultErrnoRet,
            List<String> architectures,
            List<String> flags,
            List<Syscalls> syscalls) {
        public Seccomp {
            architectures = orEmpty(architectures);
            flags = orEmpty(flags);
            syscalls = orEmpty(syscalls);
        }
    }

    /** What happens to some system calls, when all arguments match. */
    public record Syscalls(
            List<String> names, String action, @Nullable Integer errnoRet, List<Argument> args) {
        public Syscalls {
            args = orEmpty(args);
        }
    }

    /** A comparison of the argument at {@code index}, counted from 0. */
    public record Argument(int index, long value, @Nullable Long valueTwo, String op) {}

    private static <T> List<T> orEmpty(List<T> read) {
        return Objects.requireNonNullElse(read, List.of());
    }
}
