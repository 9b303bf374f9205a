// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what crun says when it refuses into an exception that names the program or the path at fault. */
final class Complaint {
    private static final Pattern NOT_FOUND = Pattern.compile("executable file `(.*)` not found");
    private static final Pattern NOT_EXECUTABLE = Pattern.compile("open executable: (.*)");
    private static final Pattern CHDIR = Pattern.compile("chdir `(.*)`: (.*)");
    private static final Pattern SOURCE = Pattern.compile("error stat'ing file `(.*)`: (.*)");
    private static final Pattern SYSCTL = Pattern.compile("(?:open|write to) `?/proc/sys/([^`: ]+)`?: (.*)");
    private static final Pattern MOUNT = Pattern.compile("mount `(.*)` to `/?(.*)`: (.*)");
    private static final int CHARACTERS_MAX = 2000;

    private Complaint() {}

    /** {@code program} is what was to be run, which crun does not always name. */
    static OciException of(String action, String said, String program) {
        String message = clean(said);
        if (message.contains("is not running") || message.contains("/status`: No such file")) {
            return new OciException.NotRunning(action, "is not running");
        }
        return program(message, program)
                .<OciException>map(reason -> new OciException.InvalidProgram(action, reason))
                .or(() -> sysctl(message).map(reason -> new OciException.InvalidSysctl(action, reason)))
                .or(() -> mount(message).map(reason -> new OciException.InvalidMount(action, reason)))
                .orElseGet(() ->
                        new OciException.Failed(action, message.isEmpty() ? "failed without a message" : message));
    }

    private static Optional<String> program(String message, String program) {
        Matcher missing = NOT_FOUND.matcher(message);
        if (missing.find()) {
            return Optional.of("program '" + missing.group(1)
                    + "' not found (expected: a path that exists, or a name in a directory of PATH)");
        }
        Matcher refused = NOT_EXECUTABLE.matcher(message);
        if (refused.find()) {
            return Optional.of("program '" + program + "' is not executable: " + lower(refused.group(1))
                    + " (expected: an executable file)");
        }
        Matcher chdir = CHDIR.matcher(message);
        if (chdir.find()) {
            return Optional.of("working directory '" + chdir.group(1) + "': " + lower(chdir.group(2))
                    + " (expected: a directory that its user may enter)");
        }
        if (message.endsWith("Too many open files")) {
            return Optional.of(
                    "the program's limit of open files is too low for the runtime (expected: 'nofile' of 64 or more)");
        }
        return message.contains("Exec format error")
                ? Optional.of("program '" + program
                        + "' has no format that this machine executes (expected: one for its processor)")
                : Optional.empty();
    }

    private static Optional<String> sysctl(String message) {
        Matcher refused = SYSCTL.matcher(message);
        return refused.find()
                ? Optional.of("sysctl '" + refused.group(1).replace('/', '.') + "': " + lower(refused.group(2))
                        + " (expected: a name and a value that this kernel takes)")
                : Optional.empty();
    }

    private static Optional<String> mount(String message) {
        Matcher source = SOURCE.matcher(message);
        if (source.find()) {
            return Optional.of("mount source '" + source.group(1) + "': " + lower(source.group(2))
                    + " (expected: a path that exists)");
        }
        Matcher mount = MOUNT.matcher(message);
        return mount.find()
                ? Optional.of("mount '" + mount.group(1) + "' at '/" + mount.group(2) + "': " + lower(mount.group(3))
                        + " (expected: a mount that the kernel takes)")
                : Optional.empty();
    }

    private static String clean(String said) {
        String text = said.strip().replace('\n', ' ');
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
