// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class NetworkDoor {
    private NetworkDoor() {}

    /** A list of network plugins. */
    public static Object conflist(String json) {
        Conflist list = Conflist.parse("the list", json);
        list.plugins().forEach(plugin -> list.input(plugin, null, java.util.List.of()));
        return list.checks() + " " + list.collects();
    }
}
