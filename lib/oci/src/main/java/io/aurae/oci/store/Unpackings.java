// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.AuraeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The layers of one pull on their way from blob to directory, as many at once as there are processors, lowest first. Each is a directory of
 * its own; one waits for those below only when its archive leaves out directories, which it then gets as they have them. Only lower ones are
 * ever waited for, so the lowest always goes on. Closing stops what is not there yet.
 */
final class Unpackings implements AutoCloseable {
    private static final int AT_ONCE_MAX = 4;

    private final Layers layers;
    private final Layers.Stack stack;
    private final Downloads downloads;
    private final ProgressBoard board;
    /** Not virtual ones: they compute, and calls of the daemon are served by those. */
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.min(AT_ONCE_MAX, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("unpack-", 0).daemon().factory());

    private final CompletionService<Integer> ended = new ExecutorCompletionService<>(threads);
    private final List<Future<Integer>> coming = new ArrayList<>();

    Unpackings(Layers layers, Layers.Stack stack, Downloads downloads, ProgressBoard board) {
        this.layers = layers;
        this.stack = stack;
        this.downloads = downloads;
        this.board = board;
    }

    /** Returns when all are there, or throws what the first one failed by. The downloads of all have begun. */
    void run() throws IOException, InterruptedException {
        for (int i = 0; i < stack.size(); i++) {
            int index = i;
            List<Future<Integer>> below = List.copyOf(coming);
            coming.add(ended.submit(() -> {
                layers.unpack(stack, index, () -> await(below), downloads, board);
                return index;
            }));
        }
        for (int i = 0; i < stack.size(); i++) {
            get(ended.take());
        }
    }

    private static void await(List<Future<Integer>> below) throws IOException, InterruptedException {
        for (Future<Integer> layer : below) {
            get(layer);
        }
    }

    private static void get(Future<Integer> layer) throws IOException, InterruptedException {
        try {
            layer.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case AuraeException failure -> throw failure;
                case IOException failure -> throw failure;
                case InterruptedException failure -> throw failure;
                case null, default -> throw new IllegalStateException("a layer was not unpacked", e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
