// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.pods.v0.HostEntry;

/** A name and its address, as {@code --add-host} takes them. */
record HostName(String name, String address) {
    /** Reads {@code name:address}, where an IPv6 address may stand in brackets; throws {@link CliException} when it is something else. */
    static HostName parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw CliException.invalid("host '" + text
                    + "' is not readable (expected: name:address, such as db:10.0.0.7 or db:[fd00::7])");
        }
        return new HostName(text.substring(0, colon), text.substring(colon + 1).replaceAll("^\\[(.*)]$", "$1"));
    }

    HostEntry entry() {
        return HostEntry.newBuilder().setIp(address).addNames(name).build();
    }
}
