// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.time.Instant;

/** A piece of a log: as it was written, with its line feed unless the line goes on in the next piece; at most 16 KiB. */
public record LogEntry(Instant at, Output output) {
    /** To which of its outputs it was written. */
    public OutputKind kind() {
        return output.kind();
    }

    /** The bytes themselves, not a copy. */
    public byte[] data() {
        return output.data();
    }
}
