// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Executable;

/**
 * An image that runs to its end before another one is started, as {@code --init} takes it.
 *
 * @param command split into words by the node; empty for the image's own
 */
record InitImage(String image, String command) {
    /** What its executable is called. */
    static final String EXECUTABLE = "init";

    /** Reads {@code IMAGE [COMMAND…]}; throws {@link CliException} when there is no image. */
    static InitImage parse(String text) {
        String[] parts = text.strip().split("\\s+", 2);
        if (parts[0].isEmpty()) {
            throw CliException.invalid(
                    "init '" + text
                            + "' has no image (expected: an image, and behind a space what runs in it, such as 'busybox touch /data/ready')");
        }
        return new InitImage(parts[0], parts.length > 1 ? parts[1] : "");
    }

    Executable.Builder executable() {
        return Executable.newBuilder().setName(EXECUTABLE).setCommand(command);
    }
}
