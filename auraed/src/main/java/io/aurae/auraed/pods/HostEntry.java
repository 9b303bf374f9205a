// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.network.IpAddress;
import io.aurae.auraed.resource.ResourceException;
import java.util.List;
import java.util.regex.Pattern;

/** A line of a hosts file: an address and the names it goes by. */
record HostEntry(String ip, List<String> names) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,251}[a-zA-Z0-9_])?");
    private static final int NAMES_MAX = 64;

    /** @throws ResourceException INVALID_ARGUMENT when the address or a name is none */
    HostEntry {
        if (!IpAddress.is(ip)) {
            throw ResourceException.invalid("hosts entry: address '" + ip + "' (expected: an IPv4 or IPv6 address)");
        }
        if (names.isEmpty() || names.size() > NAMES_MAX) {
            throw ResourceException.invalid(
                    "hosts entry of '" + ip + "' has " + names.size() + " names (expected: 1 to " + NAMES_MAX + ")");
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw ResourceException.invalid("hosts entry of '" + ip + "': name '" + name
                        + "' (expected: letters, digits, '-', '_' and '.', at most 253)");
            }
        }
        names = List.copyOf(names);
    }

    String line() {
        return ip + " " + String.join(" ", names);
    }
}
