// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.auraed.executables.ExecutableState.Exited;
import org.jspecify.annotations.Nullable;

/**
 * What the restart policy has done so far.
 *
 * @param count restarts since the start
 * @param row restarts since the last healthy while
 * @param last how the run before this one ended; absent before the first restart
 */
public record Restarts(int count, int row, @Nullable Exited last) {
    /** Nothing. */
    static final Restarts NONE = new Restarts(0, 0, null);

    /** One more, after a run that ended like this. */
    Restarts again(Exited exit) {
        return new Restarts(count + 1, row + 1, exit);
    }

    /** The same at the beginning of a row. */
    Restarts anew() {
        return new Restarts(count, 0, last);
    }
}
