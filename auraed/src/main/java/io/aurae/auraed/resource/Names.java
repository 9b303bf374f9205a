// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import java.util.HashMap;
import java.util.Map;

/** Who holds which top name: cells, instances and pods share one space of names, because paths begin with any of them. Thread-safe. */
public final class Names {
    /** What a top name can stand for. */
    public enum Kind {
        CELL("cell"),
        INSTANCE("instance"),
        POD("pod");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        private String article() {
            return this == INSTANCE ? "an" : "a";
        }

        @Override
        public String toString() {
            return word;
        }
    }

    private final Map<String, Kind> holders = new HashMap<>();

    /**
     * Takes a name. Repeating: refused, so that of two concurrent callers one wins.
     *
     * @throws ResourceException ALREADY_EXISTS when it is taken, whoever holds it
     */
    public synchronized void reserve(String label, Kind kind) {
        Kind holder = holders.putIfAbsent(label, kind);
        if (holder != null) {
            throw ResourceException.taken(label, kind.toString(), holder.article() + " " + holder);
        }
    }

    /** Whether an instance, a pod's included, has or is about to have this name. */
    public synchronized boolean isInstance(String label) {
        Kind holder = holders.get(label);
        return holder == Kind.INSTANCE || holder == Kind.POD;
    }

    /** Gives a name back. Repeating: does nothing. */
    public synchronized void release(String label, Kind kind) {
        holders.remove(label, kind);
    }
}
