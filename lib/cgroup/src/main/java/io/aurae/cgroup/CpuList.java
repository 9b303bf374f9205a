// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import java.util.BitSet;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** A set of processors or memory nodes in the form that the kernel reads and writes, such as {@code 0-2,7}; immutable by convention. */
record CpuList(BitSet numbers) {
    private static final int CHARACTERS_MAX = 1024;
    private static final int NUMBER_MAX = 65_535;
    private static final Pattern FORM = Pattern.compile("[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*");

    /** Reads what a caller gave for {@code limit}; a {@link CgroupException} refuses another form. */
    static CpuList parse(String limit, String text) {
        if (text.length() > CHARACTERS_MAX || !FORM.matcher(text).matches()) {
            throw invalid(limit, text);
        }
        BitSet numbers = new BitSet();
        for (String range : text.split(",")) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = Integer.parseInt(dash < 0 ? range : range.substring(dash + 1));
            if (last < first || last > NUMBER_MAX) {
                throw invalid(limit, text);
            }
            numbers.set(first, last + 1);
        }
        return new CpuList(numbers);
    }

    private static CgroupException invalid(String limit, String text) {
        return CgroupException.limit(
                limit,
                CgroupLimits.shown(text),
                "a list such as 0-2,7 of at most " + CHARACTERS_MAX + " characters and numbers up to " + NUMBER_MAX);
    }

    /** Reads what the kernel wrote, which may be nothing. */
    static CpuList ofKernel(String text) {
        return text.isEmpty() ? new CpuList(new BitSet()) : parse("cpuset", text);
    }

    boolean isEmpty() {
        return numbers.isEmpty();
    }

    boolean isWithin(CpuList other) {
        BitSet rest = (BitSet) numbers.clone();
        rest.andNot(other.numbers);
        return rest.isEmpty();
    }

    CpuList and(CpuList other) {
        BitSet all = (BitSet) numbers.clone();
        all.or(other.numbers);
        return new CpuList(all);
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(",");
        for (int first = numbers.nextSetBit(0); first >= 0; ) {
            int end = numbers.nextClearBit(first);
            text.add(end - first == 1 ? Integer.toString(first) : first + "-" + (end - 1));
            first = numbers.nextSetBit(end);
        }
        return text.toString();
    }
}
