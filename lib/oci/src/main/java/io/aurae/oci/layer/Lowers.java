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

    /** The directory that is seen under this name in the stack, topmost layer first; empty when there is none. */
    static Optional<Path> directory(List<Path> layers, Path name) throws IOException {
        for (Path layer : layers) {
            Path at = layer;
            for (Path component : name) {
                at = at.resolve(component);
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    break;
                }
            }
            if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(at);
            }
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                // A whiteout, or another file in its place: what lies deeper is not seen.
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
