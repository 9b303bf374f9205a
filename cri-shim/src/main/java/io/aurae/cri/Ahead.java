// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.grpc.Context;
import io.grpc.Status;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A question that is asked while its asker does something else, for the same caller and with the same deadline. */
final class Ahead<T> {
    private final FutureTask<T> task;

    private Ahead(Callable<T> question) {
        task = new FutureTask<>(Context.current().wrap(question));
    }

    static <T> Ahead<T> ask(Callable<T> question) {
        Ahead<T> ahead = new Ahead<>(question);
        Thread.ofVirtual().name("ahead").start(ahead.task);
        return ahead;
    }

    /** Waits for the answer, or fails as the question did. */
    T answer() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(e).asRuntimeException();
        }
    }
}
