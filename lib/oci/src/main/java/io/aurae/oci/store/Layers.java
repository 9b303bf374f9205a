// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.Exclusive;
import io.aurae.base.Failpoint;
import io.aurae.oci.image.ChainId;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.CountingStream;
import io.aurae.oci.layer.LayerUnpacker;
import io.aurae.oci.layer.LayersBelow;
import io.aurae.oci.layer.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Unpacks layers into the store; pulls that want the same one at once wait for one unpacking. */
final class Layers {
    private final Layout layout;
    private final Content content;
    private final LayerUnpacker unpacker;
    private final Exclusive<Digest> unpacking = new Exclusive<>();

    Layers(Layout layout, Content content, LayerUnpacker unpacker) {
        this.layout = layout;
        this.content = content;
        this.unpacker = unpacker;
    }

    /**
     * The layers of an image, lowest first.
     *
     * @param image what to call it in messages
     * @param blobs the compressed layers
     * @param diffIds the digests they have uncompressed
     * @param chainIds the names of the stacks that end with them
     */
    record Stack(String image, List<Descriptor> blobs, List<Digest> diffIds, List<Digest> chainIds) {
        static Stack of(String image, List<Descriptor> blobs, List<Digest> diffIds) {
            if (blobs.size() != diffIds.size()) {
                throw new StoreException.Refused(
                        "image '" + image + "' is refused: it has " + blobs.size()
                                + " layers, but its configuration lists " + diffIds.size() + " (expected: as many)",
                        null);
            }
            return new Stack(image, blobs, diffIds, ChainId.of(diffIds));
        }

        int size() {
            return blobs.size();
        }
    }

    /**
     * Has the layer at {@code index} in the store when it returns. The caller has pinned it and its blob, and makes sure that those below come.
     *
     * @param below returns when the layers below are there
     */
    void unpack(Stack stack, int index, Below below, Downloads downloads, ProgressBoard board)
            throws IOException, InterruptedException {
        Digest chainId = stack.chainIds().get(index);
        Descriptor blob = stack.blobs().get(index);
        try (Exclusive.Hold hold = unpacking.acquire(chainId)) {
            downloads.await(blob);
            if (content.layer(chainId).isEmpty()) {
                Path directory = Files.createDirectory(
                        layout.fresh(),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                try {
                    Failpoint.reach("image.pull.unpack");
                    unpack(stack, index, directory, () -> lowers(stack, index, below), board);
                    Failpoint.reach("image.pull.layer");
                    content.addLayer(chainId, directory);
                } finally {
                    Trees.delete(directory);
                }
            }
        }
        board.report(PullProgress.of(blob, PullProgress.Phase.DONE, blob.sizeBytes()));
    }

    private void unpack(Stack stack, int index, Path directory, LayersBelow lowers, ProgressBoard board)
            throws IOException {
        Descriptor blob = stack.blobs().get(index);
        String subject = "layer " + blob.digest() + " of image '" + stack.image() + "'";
        LongConsumer progress = count -> board.report(PullProgress.of(blob, PullProgress.Phase.UNPACKING, count));
        progress.accept(0);
        try (InputStream in = new CountingStream(Files.newInputStream(layout.blob(blob.digest())), progress)) {
            Digest diffId = unpacker.unpack(in, directory, lowers, subject);
            if (!diffId.equals(stack.diffIds().get(index))) {
                throw new StoreException.Refused(
                        subject + " is refused: uncompressed it has digest '" + diffId + "' (expected: "
                                + stack.diffIds().get(index) + ", as the configuration says)",
                        null);
            }
        }
    }

    /** Waits for the layers below one of a stack. */
    @FunctionalInterface
    interface Below {
        void await() throws IOException, InterruptedException;
    }

    private List<Path> lowers(Stack stack, int index, Below below) throws IOException {
        try {
            below.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("waiting for the layers below").initCause(e);
        }
        List<Path> lowers = new ArrayList<>();
        for (Digest chainId : stack.chainIds().subList(0, index).reversed()) {
            lowers.add(layout.layers().resolve(content.layer(chainId).orElseThrow()));
        }
        return lowers;
    }
}
