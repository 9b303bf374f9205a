// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which part of a log is wanted: what fits all of these.
 *
 * @param tailLines the last so many lines of what is there when it is opened, those of both outputs counted
 * @param since what was written then or later
 * @param until what was written before
 * @param only what was written to this output
 */
public record LogRange(
        OptionalInt tailLines, Optional<Instant> since, Optional<Instant> until, Optional<OutputKind> only) {
    /** Everything. */
    public static final LogRange ALL =
            new LogRange(OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The last lines only. */
    public static LogRange tail(OptionalInt lines) {
        return new LogRange(lines, Optional.empty(), Optional.empty(), Optional.empty());
    }

    boolean has(LogEntry entry) {
        return since.filter(first -> entry.at().isBefore(first)).isEmpty()
                && until.filter(end -> !entry.at().isBefore(end)).isEmpty()
                && only.filter(kind -> kind != entry.kind()).isEmpty();
    }
}
