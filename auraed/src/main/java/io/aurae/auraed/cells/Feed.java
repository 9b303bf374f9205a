// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.linux.LinuxException;
import io.aurae.rpc.CallCancelledException;
import io.aurae.rpc.StreamCall;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what a caller sends to a process: until it has sent its last, which ends the process's input, or nobody is left to feed or to
 * be fed. A request that none can be ends the session, and is told by {@link #requireSound}.
 *
 * @param <Q> the requests
 */
final class Feed<Q> {
    private final StreamCall<Q, ?> call;
    private final Session<Q> session;
    private volatile @Nullable RuntimeException refused;

    /** What is fed. */
    interface Session<Q> {
        void take(Q request) throws IOException;

        /** Nothing more comes. */
        void endInput() throws IOException;

        /** It is to end now. */
        void abort();
    }

    Feed(StreamCall<Q, ?> call, Session<Q> session) {
        this.call = call;
        this.session = session;
    }

    /** To be run by a thread of its own, which may be interrupted. */
    void run() {
        try {
            Optional<Q> request = call.receive();
            while (request.isPresent()) {
                session.take(request.get());
                request = call.receive();
            }
            session.endInput();
        } catch (IOException | LinuxException | CallCancelledException e) {
            // The process has closed its input or ended, or the caller has gone away: nothing more to feed.
            return;
        } catch (ResourceException e) {
            refused = e;
            session.abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws ResourceException INVALID_ARGUMENT when a request was none */
    void requireSound() {
        RuntimeException failure = refused;
        if (failure != null) {
            throw failure;
        }
    }
}
