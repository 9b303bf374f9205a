// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Device;

/** A device as {@code --device} takes it: {@code SOURCE[:TARGET][:ACCESS]}; empty parts are the node's to choose. */
record HostDevice(String source, String target, String access) {
    /** @throws CliException when it has another form */
    static HostDevice parse(String text) {
        String[] parts = text.split(":", -1);
        boolean accessSecond = parts.length == 2 && parts[1].matches("[rwm]{1,3}");
        if (parts.length > 3 || !parts[0].startsWith("/")) {
            throw CliException.invalid("device '" + text
                    + "' (expected: /path/on/host, /path/on/host:/path/inside or /path/on/host:/path/inside:rwm)");
        }
        if (accessSecond) {
            return new HostDevice(parts[0], "", parts[1]);
        }
        return new HostDevice(parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
    }

    Device message() {
        return Device.newBuilder()
                .setSource(source)
                .setTarget(target)
                .setAccess(access)
                .build();
    }
}
