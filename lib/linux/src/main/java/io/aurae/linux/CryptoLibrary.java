// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.nio.ByteBuffer;
import java.util.Optional;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/** OpenSSL's libcrypto, loaded at first use; it may be absent. */
final class CryptoLibrary {
    /** The name fixes the interface: whatever it has deprecated, this version keeps. */
    private static final String NAME = "libcrypto.so.3";

    private CryptoLibrary() {}

    /**
     * The functions used, as their <a href="https://docs.openssl.org/3.0/man3/SHA256_Init/">man page</a> declares them; each answers 1. Their state
     * lies in the caller's memory, so nothing has to be given back. Public, because the class that the binding generates lies elsewhere.
     */
    public interface Functions {
        int SHA256_Init(@Out byte[] state);

        int SHA256_Update(@In @Out byte[] state, @In ByteBuffer data, long length);

        int SHA256_Final(@Out byte[] digest, @In byte[] state);
    }

    private static final class Loaded {
        static final Optional<Functions> FUNCTIONS = load();

        private static Optional<Functions> load() {
            try {
                return Optional.of(LibC.bind(Functions.class, NAME));
            } catch (UnsatisfiedLinkError e) {
                return Optional.empty();
            }
        }
    }

    static boolean isThere() {
        return Loaded.FUNCTIONS.isPresent();
    }

    static Functions functions() {
        return Loaded.FUNCTIONS.orElseThrow();
    }
}
