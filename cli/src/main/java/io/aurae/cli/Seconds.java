// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.Duration;
import java.util.regex.Pattern;

/** How long to wait before a process is killed, as {@code --time} takes it: 0 to 31536000 seconds, a year, as the library does. */
record Seconds(int count) {
    private static final int MOST = 31_536_000;
    private static final Pattern FORM = Pattern.compile("[0-9]{1,8}");

    /** Reads a whole number in the range; throws {@link CliException} when it is something else. */
    static Seconds parse(String text) {
        int count = FORM.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (count < 0 || count > MOST) {
            throw CliException.invalid("time '" + text + "' is not readable (expected: 0 to " + MOST + " seconds)");
        }
        return new Seconds(count);
    }

    Duration duration() {
        return Duration.newBuilder().setSeconds(count).build();
    }
}
