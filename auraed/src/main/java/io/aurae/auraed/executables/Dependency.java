// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.time.Duration;

/**
 * An executable that comes before another one.
 *
 * @param condition how far it must be
 * @param timeout how long a start waits for that
 */
public record Dependency(ExecutableName name, Condition condition, Duration timeout) {
    /** How far an executable is. */
    public enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED
    }
}
