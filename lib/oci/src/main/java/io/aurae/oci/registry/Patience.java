// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import java.time.Duration;
import java.util.List;

/**
 * How long a registry may take, and how often it is asked again.
 *
 * @param connect to accept a connection
 * @param answer to send the head of an answer
 * @param silence between two pieces of a body
 * @param pauses before each further attempt; as many attempts follow the first
 */
record Patience(Duration connect, Duration answer, Duration silence, List<Duration> pauses) {
    static final Patience DEFAULT = new Patience(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            List.of(Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofMillis(1500)));

    /** A piece of work that talks to a registry. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws Transient, InterruptedException;
    }

    /** A failure that the next attempt may not meet. */
    static final class Transient extends Exception {
        private static final long serialVersionUID = 1;

        private final transient RegistryException last;

        /** What to report when no attempt is left. */
        Transient(RegistryException last) {
            super(last);
            this.last = last;
        }
    }

    /** Runs the attempt until it succeeds, fails for good, or has been run as often as allowed. */
    <T> T retry(Attempt<T> attempt) throws InterruptedException {
        for (Duration pause : pauses) {
            try {
                return attempt.run();
            } catch (Transient e) {
                Thread.sleep(pause);
            }
        }
        try {
            return attempt.run();
        } catch (Transient e) {
            throw e.last;
        }
    }
}
