// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

/**
 * The beginning of what a caller sent, for a message that says what is wrong with it: messages are remembered with the node's events, and
 * what callers send may be long, or hold a secret further on.
 */
final class Excerpt {
    private static final int CHARACTERS_MAX = 40;

    private Excerpt() {}

    static String of(String text) {
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
    }
}
