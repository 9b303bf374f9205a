// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

/** Names a stack of layers by one digest, as the image specification defines it. */
public final class ChainId {
    private ChainId() {}

    /** For each layer, lowest first, the name of the stack that ends with it. */
    public static List<Digest> of(List<Digest> diffIds) {
        List<Digest> chain = new ArrayList<>();
        for (Digest diffId : diffIds) {
            chain.add(chain.isEmpty() ? diffId : Digest.of((chain.getLast() + " " + diffId).getBytes(US_ASCII)));
        }
        return List.copyOf(chain);
    }
}
