// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.util.Set;

/** A flag of <a href="https://man7.org/linux/man-pages/man2/umount.2.html">umount2(2)</a>. */
public enum UnmountFlag {
    /** {@code MNT_DETACH}: out of sight at once, gone when its last user is. */
    DETACH(2),
    /** {@code UMOUNT_NOFOLLOW}: a symbolic link at the target is not followed. */
    NOFOLLOW(8);

    private final int bit;

    UnmountFlag(int bit) {
        this.bit = bit;
    }

    static int bits(Set<UnmountFlag> flags) {
        return flags.stream().mapToInt(flag -> flag.bit).reduce(0, (a, b) -> a | b);
    }
}
