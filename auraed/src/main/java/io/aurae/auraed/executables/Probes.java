// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the health of an executable is found out.
 *
 * @param startup asked first, until it succeeds
 * @param liveness ends the executable when it fails
 * @param readiness only shown
 */
public record Probes(
        @Nullable Probe startup,
        @Nullable Probe liveness,
        @Nullable Probe readiness) {
    /** It is not asked. */
    public static final Probes NONE = new Probes(null, null, null);

    /** Those that are there. */
    public Stream<Probe> all() {
        return Stream.of(startup, liveness, readiness).filter(Objects::nonNull);
    }

    boolean isEmpty() {
        return all().findAny().isEmpty();
    }
}
