// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.volumes;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class VolumesDoor {
    private VolumesDoor() {}

    /** What a state file holds. */
    public static Class<?> record() {
        return VolumeRecord.class;
    }
}
