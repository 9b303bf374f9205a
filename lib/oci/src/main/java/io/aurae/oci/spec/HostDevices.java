// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps the runtime from changing the host's {@code /dev}. In a root that is the host's, crun makes the usual devices and replaces
 * {@code ptmx} by a link at each start, which other programs notice; two starts at once even fail by it. It leaves alone what is mounted
 * at {@code /dev} by the specification (crun 1.8.1, {@code mount_dev_from_host}), and to mount it again with the options that it has
 * changes nothing.
 */
final class HostDevices {
    private static final String AT = "/dev";
    /** What a remount takes away where it is not named; it keeps how access times are written. */
    private static final Set<String> KEPT = Set.of("ro", "nosuid", "nodev", "noexec", "nosymfollow");

    private HostDevices() {}

    /** The mount that changes nothing; none where {@code /dev} is a directory like others. */
    static List<RuntimeSpec.Mount> untouched(List<MountPoint> mounts) {
        return mounts.stream()
                .filter(mount -> mount.target().equals(Path.of(AT)))
                .reduce((hidden, seen) -> seen)
                .map(mount -> List.of(asItIs(mount)))
                .orElse(List.of());
    }

    private static RuntimeSpec.Mount asItIs(MountPoint mount) {
        List<String> options = new ArrayList<>(List.of("bind", "remount"));
        mount.options().stream().filter(KEPT::contains).forEach(options::add);
        return new RuntimeSpec.Mount(AT, "bind", AT, options);
    }
}
