// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import java.util.List;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class RegistryDoor {
    private RegistryDoor() {}

    /** How a registry wants its callers to prove themselves. */
    public static Object challenge(String header) {
        return Challenge.parse(List.of(header)).map(Object::getClass);
    }
}
