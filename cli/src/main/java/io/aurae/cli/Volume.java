// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Mount;
import java.util.List;

/** A path of the host or a named volume that is to be seen in the cell, as {@code --volume} takes it. */
record Volume(Mount mount) {

    /** Reads {@code SOURCE:/cell/path[:ro|rw]}; throws {@link CliException} when it is something else. */
    static Volume parse(String text) {
        List<String> parts = List.of(text.split(":", -1));
        String source = parts.getFirst();
        boolean named = source.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
        boolean sound = parts.size() >= 2
                && (named || source.startsWith("/"))
                && parts.get(1).startsWith("/");
        String mode = parts.size() > 2 ? parts.get(2) : "rw";
        if (!sound || parts.size() > 3 || !(mode.equals("ro") || mode.equals("rw"))) {
            throw CliException.invalid("volume '" + text
                    + "' is not readable (expected: /host/path:/cell/path[:ro|rw] with absolute paths, such as /srv/www:/www:ro,"
                    + " or name:/cell/path[:ro|rw])");
        }
        return new Volume(Mount.newBuilder()
                .setType(named ? Mount.Type.TYPE_VOLUME : Mount.Type.TYPE_BIND)
                .setSource(source)
                .setTarget(parts.get(1))
                .setReadOnly(mode.equals("ro"))
                .build());
    }
}
