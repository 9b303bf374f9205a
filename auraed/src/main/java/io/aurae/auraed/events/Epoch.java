// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The life of one daemon. Ids go on from one to the next, but what a daemon wrote last may be lost when its machine is; then the next one
 * gives the same ids to other events, and a caller who remembers an id needs the epoch to know which event that was.
 *
 * @param name drawn at random
 * @param firstId of its events
 */
record Epoch(String name, long firstId) {
    static Epoch beginningAt(long firstId) {
        return new Epoch(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()), firstId);
    }
}
