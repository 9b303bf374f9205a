// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import io.aurae.base.Bytes;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a control group may use; what is absent stays as it is. A {@link CgroupException} refuses values out of range.
 *
 * <p>On version 1 the weight becomes shares in the same proportion (100 is 1024), {@code low} the soft limit, and so does {@code high} when
 * there is no {@code low}; {@code min}, and {@code high} beside {@code low}, cannot be expressed there.
 */
public record CgroupLimits(Cpu cpu, Cpuset cpuset, Memory memory) {
    public static final CgroupLimits NONE = new CgroupLimits(Cpu.NONE, Cpuset.NONE, Memory.NONE);

    /**
     * @param weight 1 to 10000, relative to the sisters; the kernel's own is 100
     * @param quotaMicros time in each period, at least 1000
     * @param periodMicros 1000 to 1000000; 100000 when only a quota is given
     */
    public record Cpu(OptionalLong weight, OptionalLong quotaMicros, OptionalLong periodMicros) {
        public static final Cpu NONE = new Cpu(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        private static final long LONGEST_QUOTA = Long.MAX_VALUE / 1000;

        public Cpu {
            check("cpu weight", weight, 1, 10_000);
            check("cpu quota in microseconds", quotaMicros, 1000, LONGEST_QUOTA);
            check("cpu period in microseconds", periodMicros, 1000, 1_000_000);
        }

        private static void check(String subject, OptionalLong value, long least, long most) {
            if (value.isPresent() && (value.getAsLong() < least || value.getAsLong() > most)) {
                throw CgroupException.invalid(subject, value.getAsLong(), least + " to " + most);
            }
        }
    }

    /** Processors and memory nodes as lists in the kernel's form, such as {@code 0-2,7}. */
    public record Cpuset(Optional<String> cpus, Optional<String> mems) {
        public static final Cpuset NONE = new Cpuset(Optional.empty(), Optional.empty());
        private static final Pattern LIST =
                Pattern.compile("[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?){0,999}");

        public Cpuset {
            cpus.ifPresent(list -> check("cpuset cpus", list));
            mems.ifPresent(list -> check("cpuset mems", list));
        }

        private static void check(String subject, String list) {
            if (!LIST.matcher(list).matches()) {
                throw CgroupException.invalid(subject, list, "a list such as 0-2,7");
            }
        }
    }

    /**
     * @param min never reclaimed
     * @param low reclaimed only when nothing else is left
     * @param high slowed down and reclaimed above it
     * @param max never exceeded: the kernel kills instead
     */
    public record Memory(Optional<Bytes> min, Optional<Bytes> low, Optional<Bytes> high, Optional<Bytes> max) {
        public static final Memory NONE =
                new Memory(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
