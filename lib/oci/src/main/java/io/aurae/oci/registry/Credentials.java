// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

/** What to show a registry. The secrets never appear in a text. */
public sealed interface Credentials {
    /** Anonymous. */
    static Credentials none() {
        return new None();
    }

    /** Nothing to show. */
    record None() implements Credentials {}

    /** A user name and a password. */
    record Password(String username, String password) implements Credentials {
        @Override
        public String toString() {
            return "password of '" + username + "'";
        }
    }

    /** A refresh token that the registry's token service exchanges for a bearer token. */
    record IdentityToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "identity token";
        }
    }

    /** A bearer token that is sent as it is. */
    record BearerToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "bearer token";
        }
    }
}
