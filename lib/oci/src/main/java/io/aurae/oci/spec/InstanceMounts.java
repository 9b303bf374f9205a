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
            return new ProcessSpec(
                    words, process.env(), process.cwd(), process.user(), process.terminal(), process.bounds());
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
        public Minimal {
            shown = List.copyOf(shown);
            cgroups = List.copyOf(cgroups);
        }

        /** A file or directory of the host. */
        public record Shown(Path path, boolean readOnly) {}

        /** What would see the whole node, in this root instead. */
        RuntimeSpec in(RuntimeSpec whole) {
            return OwnRoot.of(whole, new RuntimeSpec.Root(root.toString(), true), mounts());
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

    /**
     * None: a writable root of its own in a bundle that any OCI runtime starts, control groups of its own, and one directory of the bundle that
     * both sides see.
     *
     * @param root relative to the bundle
     * @param shared relative to the bundle
     * @param seenAt absolute path of the shared directory inside
     */
    record Bundled(String root, String shared, String seenAt) implements InstanceMounts {
        RuntimeSpec in(RuntimeSpec whole) {
            List<RuntimeSpec.Mount> mounts = new ArrayList<>(DefaultMounts.ofBundle());
            mounts.add(new RuntimeSpec.Mount(seenAt, "bind", shared, List.of("bind", "rprivate", "nosuid", "nodev")));
            return OwnRoot.of(whole, new RuntimeSpec.Root(root, false), mounts, "cgroup");
        }
    }
}
