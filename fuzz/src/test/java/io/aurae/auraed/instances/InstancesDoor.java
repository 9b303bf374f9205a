// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class InstancesDoor {
    private InstancesDoor() {}

    /** What a state file holds. */
    public static Class<?> record() {
        return InstanceRecord.class;
    }
}
