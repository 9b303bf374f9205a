// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.Context;

/** Tells a blocking handler that its caller has gone away or that the caller's deadline has passed. */
public final class Cancellation {
    private final Context context;

    private Cancellation(Context context) {
        this.context = context;
    }

    /** That of the call which this thread works for; outside of a call it never happens. */
    public static Cancellation current() {
        return new Cancellation(Context.current());
    }

    /** Whether nobody waits for the answer any more. */
    public boolean happened() {
        return context.isCancelled();
    }

    /** Throws {@link CallCancelledException} when nobody waits for the answer any more. */
    public void check() {
        if (happened()) {
            throw new CallCancelledException();
        }
    }

    /**
     * Runs {@code action} on another thread when the call is cancelled, at once if it has been. Close the registration when the wait is
     * over; the end of the call runs what is still registered too.
     */
    public Registration onCancel(Runnable action) {
        Context.CancellationListener listener = ignored -> action.run();
        context.addListener(listener, Runnable::run);
        return () -> context.removeListener(listener);
    }

    /** Takes an action back. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
