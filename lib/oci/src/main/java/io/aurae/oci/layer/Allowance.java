// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

/** How much a copy may keep in memory of names, in characters: who has the tree or sends the archive may mean harm. Used by one thread. */
final class Allowance {
    /** About 30 MB: some hundred thousand names. */
    static final long NAMES = 8L << 20;

    /** What a name costs beside its characters. */
    private static final int OVERHEAD = 32;

    private final String what;
    private long left;

    Allowance(String what, long most) {
        this.what = what;
        this.left = most;
    }

    private static long cost(String name) {
        return (long) name.length() + OVERHEAD;
    }

    /** Whether there is room for a name; then it is taken. */
    boolean take(String name) {
        if (cost(name) > left) {
            return false;
        }
        left -= cost(name);
        return true;
    }

    /** Takes room for a name. @throws TreeException RESOURCE_EXHAUSTED, about the file at {@code path} */
    void require(String name, String path) {
        if (!take(name)) {
            throw TreeException.tooMany(path, what);
        }
    }

    /** Gives room back. */
    void give(String name) {
        left += cost(name);
    }
}
