// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.protobuf.Duration;
import java.util.regex.Pattern;

/** How long to wait before a process is killed, as {@code --time} takes it: 0 to 3600 seconds. */
record Seconds(int count) {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,4}");

    /** Reads a whole number in the range; throws {@link CliException} when it is something else. */
    static Seconds parse(String text) {
        int count = FORM.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (count < 0 || count > 3600) {
            throw CliException.invalid("time '" + text + "' is not readable (expected: 0 to 3600 seconds)");
        }
        return new Seconds(count);
    }

    Duration duration() {
        return Duration.newBuilder().setSeconds(count).build();
    }
}
