// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.resource.ResourceName;
import java.util.List;
import java.util.Map;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class PodsDoor {
    private PodsDoor() {}

    /** What a state file holds. */
    public static Class<?> record() {
        return PodRecord.class;
    }

    /** A line of a hosts file. */
    public static Object hostEntry(String ip, String name) {
        return new HostEntry(ip, List.of(name)).line();
    }

    /** A kernel setting of a pod. */
    public static Object sysctl(String name, String value) {
        return Sysctls.checked(new ResourceName("pod"), Map.of(name, value), new HostNamespaces(false, false, false));
    }
}
