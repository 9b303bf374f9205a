// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import java.time.Instant;

/**
 * One thing that happened.
 *
 * @param id grows with each event of this node, also over restarts of the daemon; orders events whatever the clock does
 * @param at by the clock of the machine at that moment
 * @param caller the SPIFFE id of who asked for it; empty when nobody did
 * @param cause one sentence; may be empty
 */
public record Event(long id, Instant at, Resource resource, EventKind kind, String caller, String cause) {
    private static final int CAUSE_LENGTH_MAX = 500;
    private static final int CALLER_LENGTH_MAX = 300;

    public Event {
        caller = shortened(caller, CALLER_LENGTH_MAX);
        cause = shortened(cause, CAUSE_LENGTH_MAX);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
