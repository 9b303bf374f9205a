// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import java.util.ArrayList;
import java.util.List;

/** The pins of one pull; all are taken away when it closes. Used by one thread. */
final class Lease implements AutoCloseable {
    private final Content content;
    private final List<Digest> pinned = new ArrayList<>();

    Lease(Content content) {
        this.content = content;
    }

    void pin(Digest digest) {
        content.pin(digest);
        pinned.add(digest);
    }

    @Override
    public void close() {
        pinned.forEach(content::unpin);
        pinned.clear();
    }
}
