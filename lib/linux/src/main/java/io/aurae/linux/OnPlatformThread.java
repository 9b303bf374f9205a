// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A native call that waits, made where it holds no carrier of virtual threads. */
final class OnPlatformThread {
    private OnPlatformThread() {}

    /** Makes the call here when this is a platform thread, else on a new one; {@code call} names it in the failure of an interrupted wait. */
    static void run(String call, Runnable work) {
        if (!Thread.currentThread().isVirtual()) {
            work.run();
            return;
        }
        FutureTask<Void> task = new FutureTask<>(work, null);
        Thread.ofPlatform().name(call).daemon().start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LinuxException refused) {
                throw refused;
            }
            throw new IllegalStateException(call, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException(call, Errno.EINTR);
        }
    }
}
