// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

/** A file mode creation mask, as {@code --umask} takes it. */
record Umask(int bits) {
    /** Reads an octal number; throws {@link CliException} when it is something else or above 777. */
    static Umask parse(String text) {
        if (!text.matches("0*[0-7]{1,3}")) {
            throw CliException.invalid("umask '" + text + "' is not readable (expected: 0 to 777, octal)");
        }
        return new Umask(Integer.parseInt(text, 8));
    }
}
