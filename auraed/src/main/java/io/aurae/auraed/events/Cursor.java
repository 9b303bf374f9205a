// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a watcher stands in the events of a node.
 *
 * @param epoch the daemon that recorded the last event it has seen
 * @param id of that event
 */
record Cursor(String epoch, long id) {
    private static final Pattern TOKEN = Pattern.compile("([0-9a-f]{16})-([0-9]{1,18})");

    /** @throws EventException INVALID_ARGUMENT when it is no token of {@link #token} */
    static Cursor parse(String token) {
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches()) {
            throw new EventException.Invalid(
                    "resume token '" + token + "' (expected: the token of an event, as this node gave it)");
        }
        return new Cursor(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    /** What callers keep of it. */
    String token() {
        return epoch + "-" + id;
    }
}
