// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

/** One side of a copy. */
sealed interface CopyPlace {
    /** Files of this machine. */
    record Here(String path) implements CopyPlace {}

    /** Files of what runs, or ran, on the node; {@code name} as ps shows it. */
    record There(String name, String path) implements CopyPlace {}

    /** An archive on standard input or output. */
    record Archive() implements CopyPlace {}

    /**
     * Reads {@code NAME:PATH}, a path, or {@code -}. What begins with a slash or a dot is a path of this machine, whatever follows; in
     * {@code pod/cell:executable:/path} the path begins at the slash.
     */
    static CopyPlace parse(String text) {
        if (text.equals("-")) {
            return new Archive();
        }
        if (text.startsWith("/") || text.startsWith(".") || text.indexOf(':') < 0) {
            return new Here(text);
        }
        int absolute = text.indexOf(":/");
        int colon = absolute < 0 ? text.indexOf(':') : absolute;
        There there = new There(text.substring(0, colon), text.substring(colon + 1));
        if (there.name.isEmpty() || there.path.isEmpty()) {
            throw CliException.invalid(
                    "place '" + text + "' is not readable (expected: NAME:PATH, a path such as ./a:b, or -)");
        }
        return there;
    }
}
