// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.volumes;

import io.aurae.auraed.resource.ResourceException;
import java.time.Instant;
import java.util.Map;

/**
 * What a volume's directory remembers of it.
 *
 * @param mode permission bits of the directory at first
 * @param made false until all of it was made; such a volume is removed at the next start when it is empty
 */
record VolumeRecord(
        VolumeName name, Map<String, String> labels, int uid, int gid, int mode, Instant createdAt, boolean made) {
    private static final int MODE_MAX = 07777;

    VolumeRecord {
        labels = Map.copyOf(labels);
        if (mode < 1 || mode > MODE_MAX) {
            throw ResourceException.invalid(
                    "volume '" + name + "': mode '" + mode + "' (expected: 1 to " + MODE_MAX + ")");
        }
    }

    VolumeRecord made(boolean made) {
        return new VolumeRecord(name, labels, uid, gid, mode, createdAt, made);
    }

    /** Whether both were asked for alike. */
    boolean isLike(VolumeRecord other) {
        return labels.equals(other.labels) && uid == other.uid && gid == other.gid && mode == other.mode;
    }
}
