// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.time.Duration;

/**
 * How an executable is kept running, and how it is ended.
 *
 * @param stopGrace from the stop signal to SIGKILL when a stop does not say
 * @param restart what happens when it ends by itself
 * @param probes how its health is found out
 * @param order what comes before it
 */
public record Upkeep(Duration stopGrace, RestartPolicy restart, Probes probes, Order order) {
    /** Ended after ten seconds, never restarted, never asked, in no order. */
    public static final Upkeep STANDARD =
            new Upkeep(Duration.ofSeconds(10), RestartPolicy.NEVER, Probes.NONE, Order.NONE);

    /** Whether anything is to be done for it while it runs, or once it ends. */
    boolean needsCare() {
        return restart.restarts(true, 0)
                || !probes.isEmpty()
                || !order.requires().isEmpty();
    }

    /** The same with another policy. */
    public Upkeep with(RestartPolicy other) {
        return new Upkeep(stopGrace, other, probes, order);
    }

    /** The same with other probes. */
    public Upkeep with(Probes other) {
        return new Upkeep(stopGrace, restart, other, order);
    }

    /** The same in another order. */
    public Upkeep with(Order other) {
        return new Upkeep(stopGrace, restart, probes, other);
    }
}
