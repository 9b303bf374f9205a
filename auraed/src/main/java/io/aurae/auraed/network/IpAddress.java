// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import java.net.InetAddress;

/** Addresses as callers write them: never names, which would be looked up. */
public final class IpAddress {
    private IpAddress() {}

    /** Whether this is an IPv4 address of four numbers, or an IPv6 address without brackets and zone. */
    public static boolean is(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean bare = !text.startsWith("[") && text.indexOf('%') < 0;
            return bare
                    && (address.getAddress().length > 4
                            || text.chars().filter(c -> c == '.').count() == 3);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
