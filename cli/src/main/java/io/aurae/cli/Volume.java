// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Mount;
import java.util.List;

/** A directory or file of the host that is to be seen in the cell, as {@code --volume} takes it. */
record Volume(Mount mount) {

    /** Reads {@code /host/path:/cell/path[:ro|rw]}; throws {@link CliException} when it is something else. */
    static Volume parse(String text) {
        List<String> parts = List.of(text.split(":", -1));
        boolean paths = parts.size() >= 2
                && parts.getFirst().startsWith("/")
                && parts.get(1).startsWith("/");
        String mode = parts.size() > 2 ? parts.get(2) : "rw";
        if (!paths || parts.size() > 3 || !(mode.equals("ro") || mode.equals("rw"))) {
            throw CliException.invalid(
                    "volume '" + text
                            + "' is not readable (expected: /host/path:/cell/path[:ro|rw] with absolute paths, such as /srv/www:/www:ro)");
        }
        return new Volume(Mount.newBuilder()
                .setType(Mount.Type.TYPE_BIND)
                .setSource(parts.getFirst())
                .setTarget(parts.get(1))
                .setReadOnly(mode.equals("ro"))
                .build());
    }
}
