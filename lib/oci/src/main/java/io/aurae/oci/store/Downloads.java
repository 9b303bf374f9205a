// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.AuraeException;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The layers of one pull on their way, three at a time. Closing stops what is not there yet. */
final class Downloads implements AutoCloseable {
    private static final int AT_ONCE = 3;

    private final Blobs blobs;
    private final Source source;
    private final ProgressBoard board;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofVirtual().name("download-", 0).factory());
    private final Map<Digest, Future<?>> coming = new HashMap<>();

    Downloads(Blobs blobs, Source source, ProgressBoard board) {
        this.blobs = blobs;
        this.source = source;
        this.board = board;
    }

    /** Begins a download, once for each blob; the caller has pinned it. */
    void start(Descriptor blob, Blobs.Trust trust) {
        Callable<Object> download = () -> {
            report(blob, 0);
            blobs.fetch(source, blob, trust, count -> report(blob, count));
            return blob;
        };
        coming.computeIfAbsent(blob.digest(), digest -> threads.submit(download));
    }

    private void report(Descriptor blob, long count) {
        board.report(PullProgress.of(blob, PullProgress.Phase.DOWNLOADING, count));
    }

    /** Waits until a blob whose download began is there. */
    void await(Descriptor blob) throws IOException, InterruptedException {
        Future<?> download = coming.get(blob.digest());
        if (download == null) {
            throw new IllegalStateException("no download of " + blob.digest() + " was started");
        }
        try {
            download.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case AuraeException failure -> throw failure;
                case IOException failure -> throw failure;
                case InterruptedException failure -> throw failure;
                case null, default -> throw new IllegalStateException("download of " + blob.digest() + " failed", e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
