// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an instance sees of the host's files. */
public sealed interface InstanceMounts {
    /** All of them; mounts made on either side appear on the other. */
    record Host() implements InstanceMounts {}

    /**
     * All of them; mounts made by the host appear in the instance, those made in the instance stay there.
     *
     * @param unshare the program, an absolute path
     */
    record Slave(Path unshare) implements InstanceMounts {
        ProcessSpec before(ProcessSpec process) {
            List<String> words =
                    new ArrayList<>(List.of(unshare.toString(), "--mount", "--propagation", "slave", "--"));
            words.addAll(process.args());
            return new ProcessSpec(words, process.env(), process.cwd(), process.user(), process.terminal());
        }
    }

    /**
     * None but those that are named: a root of its own, read-only, with {@code /tmp}, {@code /run}, {@code /dev} and {@code /proc} of its own,
     * and control groups that can be changed below its own one alone. Capabilities that reach around mounts, or change the machine, are left
     * out, and so are all devices but the usual ones.
     *
     * @param root absolute path of the host
     * @param shown files and directories of the host, each at its own path, parents first
     * @param cgroups where the host has control groups mounted
     * @param cgroup the instance's own one, absolute
     */
    record Minimal(Path root, List<Shown> shown, List<Path> cgroups, String cgroup) implements InstanceMounts {
        private static final List<String> TAKEN_AWAY = List.of(
                "DAC_READ_SEARCH",
                "SYS_MODULE",
                "SYS_RAWIO",
                "SYS_BOOT",
                "SYS_TIME",
                "SYSLOG",
                "MAC_ADMIN",
                "MAC_OVERRIDE",
                "BPF",
                "PERFMON",
                "WAKE_ALARM",
                "BLOCK_SUSPEND");

        public Minimal {
            shown = List.copyOf(shown);
            cgroups = List.copyOf(cgroups);
        }

        /** A file or directory of the host. */
        public record Shown(Path path, boolean readOnly) {}

        NodeRights rights(NodeRights node) {
            return new NodeRights(node.capabilities().with(List.of(), TAKEN_AWAY), node.lowestOomScoreAdj(), false);
        }

        /** What would see the whole node, in this root instead. */
        RuntimeSpec in(RuntimeSpec whole) {
            RuntimeSpec.Linux linux = whole.linux();
            List<RuntimeSpec.Namespace> namespaces = new ArrayList<>(linux.namespaces());
            namespaces.add(new RuntimeSpec.Namespace("mount", null));
            return new RuntimeSpec(
                    whole.ociVersion(),
                    whole.process(),
                    new RuntimeSpec.Root(root.toString(), true),
                    whole.hostname(),
                    whole.domainname(),
                    mounts(),
                    new RuntimeSpec.Linux(
                            namespaces,
                            List.of(),
                            linux.cgroupsPath(),
                            linux.resources(),
                            linux.sysctl(),
                            null,
                            "rprivate",
                            Privileges.DEFAULT.masked(),
                            Privileges.DEFAULT.readOnly()),
                    whole.annotations());
        }

        private List<RuntimeSpec.Mount> mounts() {
            List<RuntimeSpec.Mount> mounts = new ArrayList<>(DefaultMounts.ofInstance());
            for (Path mounted : cgroups) {
                Path own = mounted.resolve(cgroup.substring(1));
                mounts.add(bind(mounted, true));
                mounts.add(bind(own, false));
            }
            shown.forEach(file -> mounts.add(bind(file.path(), file.readOnly())));
            return mounts;
        }

        private static RuntimeSpec.Mount bind(Path path, boolean readOnly) {
            return new RuntimeSpec.Mount(
                    path.toString(),
                    "bind",
                    path.toString(),
                    List.of("bind", "rprivate", "nosuid", readOnly ? "ro" : "rw"));
        }
    }
}
