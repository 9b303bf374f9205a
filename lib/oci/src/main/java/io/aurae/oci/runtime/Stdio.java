// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.nio.file.Path;

/**
 * The standard streams of a container, all kept by its monitor.
 *
 * @param terminal one terminal for all three; must be said in the specification too
 * @param log absolute path of the file that gets what it writes; its directory must exist
 */
public record Stdio(boolean terminal, Stdin stdin, Path log) {
    /** What the process reads. */
    public enum Stdin {
        /** Nothing: it is at its end at once. */
        EMPTY,
        /** What attached callers write, until the first of them ends its input. */
        ONCE,
        /** What attached callers write; never at its end. */
        OPEN
    }
}
