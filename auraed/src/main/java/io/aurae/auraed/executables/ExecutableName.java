// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.util.regex.Pattern;

/** The name of an executable within its cell: 1 to 63 of a-z, A-Z, 0-9, '-', '_' and '.', beginning with a letter or a digit. */
public record ExecutableName(String text) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

    /** @throws ExecutableException INVALID_ARGUMENT when the text is no name */
    public ExecutableName {
        if (!NAME.matcher(text).matches()) {
            throw new ExecutableException.Invalid("executable name '" + text
                    + "' (expected: 1 to 63 of a-z, A-Z, 0-9, '-', '_' and '.', beginning with a letter or a digit)");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
