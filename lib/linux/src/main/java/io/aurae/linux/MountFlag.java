// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.util.Set;

/** A flag of <a href="https://man7.org/linux/man-pages/man2/mount.2.html">mount(2)</a>, named as there without {@code MS_}. */
public enum MountFlag {
    RDONLY(1),
    NOSUID(1 << 1),
    NODEV(1 << 2),
    NOEXEC(1 << 3),
    SYNCHRONOUS(1 << 4),
    REMOUNT(1 << 5),
    NOSYMFOLLOW(1 << 8),
    NOATIME(1 << 10),
    NODIRATIME(1 << 11),
    BIND(1 << 12),
    MOVE(1 << 13),
    /** With {@link #BIND} and the propagation flags: all mounts below too. */
    REC(1 << 14),
    UNBINDABLE(1 << 17),
    PRIVATE(1 << 18),
    SLAVE(1 << 19),
    SHARED(1 << 20),
    RELATIME(1 << 21),
    STRICTATIME(1 << 24);

    private final long bit;

    MountFlag(long bit) {
        this.bit = bit;
    }

    static long bits(Set<MountFlag> flags) {
        return flags.stream().mapToLong(flag -> flag.bit).reduce(0, (a, b) -> a | b);
    }
}
