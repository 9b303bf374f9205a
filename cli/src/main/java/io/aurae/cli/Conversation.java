// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.function.Consumer;

/** A call with streams in both directions: one thread reads the answers, any may write. */
final class Conversation<Q, R> {
    private final BlockingClientCall<Q, R> call;
    private boolean over;

    Conversation(BlockingClientCall<Q, R> call) {
        this.call = call;
    }

    /** Sends a request, unless the call is over. */
    synchronized void send(Q request) {
        if (over) {
            return;
        }
        try {
            over = !call.write(request);
        } catch (StatusException e) {
            // Whoever reads the answers gets the same failure.
            over = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether nothing can be sent any more. */
    synchronized boolean isOver() {
        return over;
    }

    /** Says that no more requests come. */
    synchronized void end() {
        if (!over) {
            over = true;
            call.halfClose();
        }
    }

    /** Takes each answer until the other side has sent its last; throws when the call fails. */
    void receiveAll(Consumer<R> taker) throws InterruptedException, StatusException {
        while (call.hasNext()) {
            R answer = call.read();
            if (answer != null) {
                taker.accept(answer);
            }
        }
    }
}
