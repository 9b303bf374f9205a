// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Rlimit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A limit of a process, as {@code --ulimit} takes it. */
record Ulimit(Rlimit message) {
    private static final Pattern FORM =
            Pattern.compile("([A-Za-z_]+)=([0-9]{1,19}|unlimited)(?::([0-9]{1,19}|unlimited))?");
    private static final long UNLIMITED = -1;

    /** Throws {@link CliException} when the text has another form. */
    static Ulimit parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw CliException.invalid(
                    "ulimit '" + text + "' is not readable (expected: NAME=SOFT[:HARD], each a number or unlimited)");
        }
        Rlimit.Builder limit = Rlimit.newBuilder().setType(form.group(1)).setSoft(number(form.group(2)));
        if (form.group(3) != null) {
            limit.setHard(number(form.group(3)));
        }
        return new Ulimit(limit.build());
    }

    private static long number(String text) {
        return text.equals("unlimited") ? UNLIMITED : Long.parseUnsignedLong(text);
    }
}
