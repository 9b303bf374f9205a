// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A limit of <a href="https://man7.org/linux/man-pages/man2/setrlimit.2.html">setrlimit(2)</a>, in the unit of its type. Both numbers are
 * unsigned; {@link #UNLIMITED} is the largest.
 */
public record ResourceLimit(Type type, long soft, long hard) {
    /** No limit. */
    public static final long UNLIMITED = -1;

    /** What is limited, with its line in {@code /proc/pid/limits}. */
    public enum Type {
        AS("Max address space"),
        CORE("Max core file size"),
        CPU("Max cpu time"),
        DATA("Max data size"),
        FSIZE("Max file size"),
        LOCKS("Max file locks"),
        MEMLOCK("Max locked memory"),
        MSGQUEUE("Max msgqueue size"),
        NICE("Max nice priority"),
        NOFILE("Max open files"),
        NPROC("Max processes"),
        RSS("Max resident set"),
        RTPRIO("Max realtime priority"),
        RTTIME("Max realtime timeout"),
        SIGPENDING("Max pending signals"),
        STACK("Max stack size");

        private static final String PREFIX = "RLIMIT_";
        final String label;

        Type(String label) {
            this.label = label;
        }

        /**
         * Reads a name such as {@code nofile} or {@code RLIMIT_NOFILE}.
         *
         * @throws SpecException INVALID_ARGUMENT when there is no such limit
         */
        public static Type parse(String text) {
            String upper = text.toUpperCase(Locale.ROOT);
            String bare = upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
            return Arrays.stream(values())
                    .filter(type -> type.name().equals(bare))
                    .findFirst()
                    .orElseThrow(() -> SpecException.invalid("rlimit '" + text + "' is not known (expected: "
                            + Arrays.stream(values()).map(Type::toString).collect(Collectors.joining(", ")) + ")"));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws SpecException INVALID_ARGUMENT when the soft limit is above the hard one */
    public ResourceLimit {
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw SpecException.invalid("rlimit '" + type + "' has the soft limit '" + text(soft)
                    + "' (expected: at most the hard limit, " + text(hard) + ")");
        }
    }

    RuntimeSpec.Rlimit toSpec() {
        return RuntimeSpec.Rlimit.of("RLIMIT_" + type.name(), soft, hard);
    }

    static String text(long value) {
        return value == UNLIMITED ? "unlimited" : Long.toUnsignedString(value);
    }
}
