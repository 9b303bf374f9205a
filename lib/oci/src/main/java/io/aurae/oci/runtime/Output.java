// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

/** A piece of what a process wrote. */
public final class Output {
    private final OutputKind kind;
    private final byte[] data;

    public Output(OutputKind kind, byte[] data) {
        this.kind = kind;
        this.data = data;
    }

    /** To which of its outputs. */
    public OutputKind kind() {
        return kind;
    }

    /** The bytes themselves, not a copy. */
    public byte[] data() {
        return data;
    }
}
