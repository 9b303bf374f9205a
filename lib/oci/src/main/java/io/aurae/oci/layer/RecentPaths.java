// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** Paths that were used last, as many as fit into so much memory together. Used by one thread. */
final class RecentPaths {
    /** What a path takes besides its text, about. */
    private static final int OVERHEAD_BYTES = 200;

    private final int bytesMax;
    private final SequencedSet<Path> paths = new LinkedHashSet<>();
    private int bytes;

    RecentPaths(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Whether it is one of them, which then counts as used. */
    boolean contains(Path path) {
        if (!paths.contains(path)) {
            return false;
        }
        paths.addLast(path);
        return true;
    }

    /** Takes it in, in place of those that were used longest ago. Repeating: does nothing. */
    void add(Path path) {
        if (contains(path)) {
            return;
        }
        paths.addLast(path);
        bytes += size(path);
        for (Iterator<Path> oldest = paths.iterator(); bytes > bytesMax && oldest.hasNext(); ) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    void clear() {
        paths.clear();
        bytes = 0;
    }

    int count() {
        return paths.size();
    }

    private static int size(Path path) {
        return OVERHEAD_BYTES + 2 * path.toString().length();
    }
}
