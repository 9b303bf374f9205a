// SPDX-License-Identifier: Apache-2.0
package io.aurae.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import io.aurae.oci.registry.RegistryDoor;
import java.util.List;

/** Names of images, and what registries say of themselves. */
public final class References {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    static final List<String> GOOD = List.of(
            "nginx",
            "docker.io/library/nginx:1.27",
            "localhost/x",
            "127.0.0.1:5000/a/b-c__d.e:v1@" + DIGEST,
            "[::1]:80/x",
            DIGEST,
            "Basic realm=\"x\"",
            "Bearer realm=\"https://auth/token\",service=\"r\\\"\",scope=\"repository:a:pull\"");

    private References() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        String text = new String(input, 1, input.length - 1, UTF_8);
        Refusals.allow(() -> {
            switch (input[0] % 3) {
                case 0 -> reference(text);
                case 1 -> digest(text);
                default -> RegistryDoor.challenge(text);
            }
        });
    }

    private static void digest(String text) {
        Digest digest = Digest.parse(text);
        Refusals.requireSame(digest, Digest.parse(digest.toString()));
    }

    private static void reference(String text) {
        Reference reference = Reference.parse(text);
        Refusals.requireSame(reference, Reference.parse(reference.toString()));
        if (reference.repository().contains("..") || reference.repository().startsWith("/")) {
            throw new AssertionError("the repository '" + reference.repository() + "' leads out of its place");
        }
    }
}
