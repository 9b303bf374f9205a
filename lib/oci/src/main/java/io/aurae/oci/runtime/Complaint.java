// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what crun says when it refuses into an exception that names the program at fault. */
final class Complaint {
    private static final Pattern NOT_FOUND = Pattern.compile("executable file `(.*)` not found", Pattern.DOTALL);
    private static final Pattern CHDIR = Pattern.compile("chdir `(.*)`: (.*)", Pattern.DOTALL);
    private static final int CHARACTERS_MAX = 2000;

    private Complaint() {}

    /** {@code program} is what was to be run, which crun does not always name. */
    static OciException of(String action, String said, String program) {
        String message = clean(said);
        Matcher missing = NOT_FOUND.matcher(message);
        if (missing.find()) {
            return new OciException.InvalidProgram(action, "program '" + missing.group(1) + "' not found");
        }
        Matcher chdir = CHDIR.matcher(message);
        if (chdir.find()) {
            return new OciException.InvalidProgram(
                    action, "working directory '" + chdir.group(1) + "': " + lower(chdir.group(2)));
        }
        if (message.contains("open executable: ")) {
            return new OciException.InvalidProgram(
                    action,
                    "program '" + program + "' is not executable: "
                            + lower(message.substring(message.lastIndexOf(':') + 2)));
        }
        if (message.contains("Exec format error")) {
            return new OciException.InvalidProgram(
                    action, "program '" + program + "' has no format that this machine executes");
        }
        if (message.contains("is not running") || message.contains("/status`: No such file")) {
            return new OciException.NotRunning(action, "is not running");
        }
        return new OciException.Failed(action, message.isEmpty() ? "failed without a message" : message);
    }

    private static String clean(String said) {
        String text = said.strip().replace('\n', ' ');
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
