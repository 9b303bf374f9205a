// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.Exclusive;
import io.aurae.base.Failpoint;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Brings blobs into the store; pulls that want the same one at once wait for one download. */
final class Blobs {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Layout layout;
    private final Content content;
    private final BooleanSupplier stopping;
    private final Exclusive<Digest> downloading = new Exclusive<>();

    /** @param stopping whether the store is being closed: what has come of a blob is kept then, to be continued by the next process */
    Blobs(Layout layout, Content content, BooleanSupplier stopping) {
        this.layout = layout;
        this.content = content;
        this.stopping = stopping;
    }

    /** How much is believed of a blob that is in the store. */
    enum Trust {
        /** Nobody is going to read it now. */
        AS_IT_IS,
        /** It is about to be used: one that has another digest by now is fetched again. */
        VERIFIED
    }

    /**
     * Has the blob in the store when it returns; the caller has pinned it. What a process that is no more left of it is continued; on failure
     * nothing of it is left.
     */
    void fetch(Source source, Descriptor blob, Trust trust, LongConsumer progress)
            throws IOException, InterruptedException {
        try (Exclusive.Hold hold = downloading.acquire(blob.digest())) {
            if (content.hasBlob(blob.digest()) && (trust == Trust.AS_IT_IS || isWhole(blob.digest()))) {
                return;
            }
            Path file = layout.partial(blob.digest());
            try {
                Failpoint.reach("image.pull.download");
                source.blob(blob, file, progress);
                Failpoint.reach("image.pull.blob");
                content.addBlob(blob.digest(), file);
            } finally {
                if (!isToBeContinued(file)) {
                    Trees.delete(file);
                }
            }
        }
    }

    private boolean isToBeContinued(Path file) throws IOException {
        return stopping.getAsBoolean() && Files.exists(file) && Files.size(file) > 0;
    }

    private boolean isWhole(Digest digest) throws IOException {
        MessageDigest hash = Digest.hash();
        try (InputStream in = Files.newInputStream(layout.blob(digest))) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                hash.update(chunk, 0, read);
            }
        } catch (NoSuchFileException e) {
            hash.reset();
        }
        if (Digest.of(hash).equals(digest)) {
            return true;
        }
        content.discardBlob(digest);
        return false;
    }
}
