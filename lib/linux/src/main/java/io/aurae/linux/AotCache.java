// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.time.Duration;

/**
 * The cache of classes that this JVM was started with and has mapped. The kernel maps sixteen pages for each one that is read, so most of
 * what is only read of it counts as this process's memory though it was never looked at. Its pages can be let go: those that are needed
 * again come back from the file, without the process's doing.
 *
 * <p>Done by a few lines of C of the distribution's, because the binding for all other native calls would take more memory than this gives
 * back. Where they are not there, nothing happens.
 */
public final class AotCache {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private AotCache() {}

    /** Lets go of what is only read of the cache, now and then as long as this process lives. To be called once. */
    public static void keepSmall() {
        if (isThere()) {
            Thread.ofVirtual().name("aot-cache").start(AotCache::releaseAgainAndAgain);
        }
    }

    private static boolean isThere() {
        try {
            System.loadLibrary("aurae");
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false; // not started from a distribution
        }
    }

    private static void releaseAgainAndAgain() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets go of the pages that were mapped to be read, wherever the mapping is that of a cache and was never written to. */
    private static native void release();
}
