// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import org.jspecify.annotations.Nullable;

/** Whether limits are in range. Not part of {@link CgroupLimits}: its parts check themselves while that class is being initialised. */
final class LimitRange {
    private LimitRange() {}

    static void check(String limit, @Nullable Long value, long least, long most) {
        if (value != null && (value < least || value > most)) {
            throw CgroupException.limit(limit, value, text(least, most));
        }
    }

    static void checkOrLifted(String limit, @Nullable Long value, long least, long most) {
        if (value != null && value != CgroupLimits.NO_LIMIT && (value < least || value > most)) {
            throw CgroupException.limit(limit, value, text(least, most) + ", or -1 for no limit");
        }
    }

    private static String text(long least, long most) {
        return most == Long.MAX_VALUE ? "at least " + least : least + " to " + most;
    }
}
