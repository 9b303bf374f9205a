// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The layers below the one that is being unpacked. */
final class Lowers {
    private Lowers() {}

    /** What is seen under this name in the stack, topmost layer first; empty when nothing is. A directory that hides those below is not noticed. */
    static Optional<Path> find(List<Path> layers, Path name) throws IOException {
        for (Path layer : layers) {
            Path at = layer;
            for (Path component : name) {
                at = at.resolve(component);
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    break;
                }
            }
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                // A whiteout, or another file where a directory should be: what lies deeper or below is not seen.
                boolean found = at.equals(layer.resolve(name)) && !Whiteouts.is(at);
                return found ? Optional.of(at) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
