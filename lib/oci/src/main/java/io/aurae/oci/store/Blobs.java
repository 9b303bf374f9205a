// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.Failpoint;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.layer.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Brings blobs into the store; pulls that want the same one at once wait for one download. */
final class Blobs {
    private final Layout layout;
    private final Content content;
    private final Exclusive downloading = new Exclusive();

    Blobs(Layout layout, Content content) {
        this.layout = layout;
        this.content = content;
    }

    /** Has the blob in the store when it returns; the caller has pinned it. */
    void fetch(Source source, Descriptor blob, LongConsumer progress) throws IOException, InterruptedException {
        try (Exclusive.Hold hold = downloading.acquire(blob.digest())) {
            if (content.hasBlob(blob.digest())) {
                return;
            }
            Path file = layout.fresh();
            try {
                Failpoint.reach("image.pull.download");
                source.blob(blob, file, progress);
                Failpoint.reach("image.pull.blob");
                content.addBlob(blob.digest(), file);
            } finally {
                Trees.delete(file);
            }
        }
    }
}
