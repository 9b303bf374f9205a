// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.oci.runtime.TerminalSize;

/** Reads the sizes of terminals. */
final class TerminalSizes {
    private static final int MOST = 0xffff;

    private TerminalSizes() {}

    /** @throws ResourceException INVALID_ARGUMENT when a side has more than 65535 characters */
    static TerminalSize parse(io.aurae.proto.cells.v0.TerminalSize size) {
        return new TerminalSize(side("columns", size.getColumns()), side("rows", size.getRows()));
    }

    private static int side(String what, int unsigned) {
        if (unsigned < 0 || unsigned > MOST) {
            throw ResourceException.invalid("terminal size: " + what + " '" + Integer.toUnsignedString(unsigned)
                    + "' (expected: 0 to " + MOST + ")");
        }
        return unsigned;
    }
}
