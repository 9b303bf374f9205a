// SPDX-License-Identifier: Apache-2.0
package io.aurae.identity;

import java.nio.file.Path;

/**
 * Where one identity lies on disk, all three files in PEM.
 *
 * @param ca the certificates of the authorities whose word is taken for a peer
 * @param certificate the own certificate, followed by intermediates if there are any
 * @param key the own private key, PKCS #8, not encrypted
 */
public record IdentityFiles(Path ca, Path certificate, Path key) {
    /** The files {@code ca.crt}, {@code <name>.crt} and {@code <name>.key} of a directory. */
    public static IdentityFiles in(Path directory, String name) {
        return new IdentityFiles(
                directory.resolve("ca.crt"), directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    }
}
