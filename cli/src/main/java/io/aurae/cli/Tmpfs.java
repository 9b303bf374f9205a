// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Mount;

/** A file system in memory, as {@code --tmpfs} takes it. */
record Tmpfs(Mount mount) {
    /** Reads {@code /cell/path[:option,…]}. */
    static Tmpfs parse(String text) {
        return new Tmpfs(AskedMount.parseTmpfs(text).mount());
    }
}
