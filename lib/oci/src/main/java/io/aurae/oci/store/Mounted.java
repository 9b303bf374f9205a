// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.linux.MountPoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The layers that are mounted somewhere, whoever did it. */
final class Mounted {
    private static final String LOWERS = "lowerdir=";

    private Mounted() {}

    /** The names of the directories of this store that lie in an overlay. */
    static Set<String> layers(Layout layout, List<MountPoint> mounts) {
        return mounts.stream()
                .filter(mount -> mount.type().equals("overlay"))
                .flatMap(mount -> mount.options().stream())
                .filter(option -> option.startsWith(LOWERS))
                .flatMap(option ->
                        Arrays.stream(option.substring(LOWERS.length()).split(":")))
                .flatMap(lower -> name(layout, lower).stream())
                .collect(Collectors.toSet());
    }

    /** An overlay of many layers names them relative to their directory. */
    private static Optional<String> name(Layout layout, String lower) {
        Path path = layout.layers().resolve(lower);
        boolean ours = layout.layers().equals(path.getParent());
        return ours ? Stream.of(path.getFileName()).map(Path::toString).findFirst() : Optional.empty();
    }
}
