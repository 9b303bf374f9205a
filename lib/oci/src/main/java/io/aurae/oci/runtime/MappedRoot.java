// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.oci.spec.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;

/**
 * The way to the root of a container in a user namespace. Whoever makes its mounts is nobody on the node, and could not pass the directories
 * of the node's root. So the way begins in the bundle, where the runtime stands, and only what lies between the two lets everybody through:
 * who comes from above still does not get there.
 */
final class MappedRoot {
    private MappedRoot() {}

    /** The specification with a root that can be reached; as it is when its users are the node's. */
    static RuntimeSpec in(Path bundle, RuntimeSpec spec) {
        if (!spec.mapsUsers()) {
            return spec;
        }
        Path root = Path.of(spec.root().path());
        Path way = bundle.relativize(root);
        Path at = bundle;
        try {
            letThrough(at);
            for (Path step : way.getParent() == null ? Path.of("") : way.getParent()) {
                at = at.resolve(step).normalize();
                letThrough(at);
            }
        } catch (IOException e) {
            throw new OciException.Failed("open the way to '" + root + "'", e);
        }
        return spec.withRoot(way.toString());
    }

    private static void letThrough(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(directory));
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(directory, permissions);
        }
    }
}
