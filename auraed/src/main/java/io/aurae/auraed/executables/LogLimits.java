// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.base.Bytes;

/**
 * How much of what an executable writes is kept, unless the caller chose the log's place and looks after it.
 *
 * @param size of the file that is written, above which another is begun; looked at every second, so that a fast writer may pass it
 * @param files how many there are at most, the one that is written included; at least 2
 */
public record LogLimits(Bytes size, int files) {
    /** What the configuration says unless it says otherwise. */
    public static final LogLimits STANDARD = new LogLimits(Bytes.parse("16m"), 4);
}
