// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which executables of the cell come before this one.
 *
 * @param after it waits for these, and goes on whatever became of them
 * @param requires it waits for these, and is of no use without them
 */
public record Order(List<Dependency> after, List<Dependency> requires) {
    /** None. */
    public static final Order NONE = new Order(List.of(), List.of());

    private static final int MAX = 64;

    /** @throws ExecutableException INVALID_ARGUMENT when there are too many */
    public Order {
        after = bounded("after", after);
        requires = bounded("requires", requires);
    }

    Stream<Dependency> all() {
        return Stream.concat(after.stream(), requires.stream());
    }

    private static List<Dependency> bounded(String what, List<Dependency> dependencies) {
        if (dependencies.size() > MAX) {
            throw new ExecutableException.Invalid(
                    what + " has " + dependencies.size() + " entries (expected: at most " + MAX + ")");
        }
        return List.copyOf(dependencies);
    }
}
