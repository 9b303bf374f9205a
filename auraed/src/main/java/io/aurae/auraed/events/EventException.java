// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;

/** What can go wrong when events are asked for. */
public abstract sealed class EventException extends AuraeException {
    private EventException(FaultCode code, String message) {
        super(code, message);
    }

    /** The request makes no sense. */
    static final class Invalid extends EventException {
        Invalid(String message) {
            super(FaultCode.INVALID_ARGUMENT, message);
        }
    }

    /** Events after the one that was named are kept no longer. */
    static final class Forgotten extends EventException {
        Forgotten(long id, long firstKept) {
            super(
                    FaultCode.OUT_OF_RANGE,
                    "events after '" + id + "' are not all kept any more (expected: '" + (firstKept - 1)
                            + "' or later; list them and watch from now)");
        }
    }

    /** Events were seen that this node does not know. */
    static final class UnknownCursor extends EventException {
        UnknownCursor(Cursor cursor) {
            super(
                    FaultCode.DATA_LOSS,
                    "resume token '" + cursor.token()
                            + "' names an event that this node has lost or never had (expected: a token of this node since its start; "
                            + "list events and watch from now)");
        }
    }

    /** A watcher did not keep up. */
    static final class TooSlow extends EventException {
        TooSlow(long id) {
            super(
                    FaultCode.RESOURCE_EXHAUSTED,
                    "watcher was cut off behind event '" + id
                            + "': it reads more slowly than events happen (expected: at most " + History.RECENT_MAX
                            + " events behind)");
        }
    }
}
