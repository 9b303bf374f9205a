// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.RestartPolicy;
import io.aurae.proto.cells.v0.RestartPolicy.Mode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a process is started again, as {@code --restart} takes it. */
record Restart(RestartPolicy policy) {
    private static final Pattern FORM = Pattern.compile("(no|always|on-failure)|on-failure:([0-9]{1,9})");

    /** Throws {@link CliException} when the text is no policy. */
    static Restart parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw CliException.invalid("restart policy '" + text
                    + "' is not known (expected: no, always, on-failure or on-failure:RETRIES)");
        }
        RestartPolicy.Builder policy = RestartPolicy.newBuilder();
        if (form.group(2) != null) {
            policy.setMaxRetries(Integer.parseInt(form.group(2)));
        }
        return new Restart(policy.setMode(
                        switch (text) {
                            case "no" -> Mode.MODE_NO;
                            case "always" -> Mode.MODE_ALWAYS;
                            default -> Mode.MODE_ON_FAILURE;
                        })
                .build());
    }
}
