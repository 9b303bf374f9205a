// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Security;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One {@code --security-opt}: a name and, for most, a value. */
record SecurityChoice(String name, String value) {
    /** @throws CliException when the name is not known, or a profile's file cannot be read */
    static SecurityChoice parse(String text) {
        int end = text.indexOf('=');
        String name = end < 0 ? text : text.substring(0, end);
        String value = end < 0 ? "" : text.substring(end + 1);
        boolean known = switch (name) {
            case "seccomp", "apparmor", "label" -> !value.isEmpty();
            case "no-new-privileges" -> end < 0;
            default -> false;
        };
        if (!known) {
            throw CliException.invalid(
                    "security option '" + text
                            + "' (expected: seccomp=FILE, seccomp=unconfined, apparmor=PROFILE, label=LABEL or no-new-privileges)");
        }
        boolean fromFile = name.equals("seccomp") && !value.equals("unconfined");
        return new SecurityChoice(name, fromFile ? content(value) : value);
    }

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw CliException.invalid("seccomp profile '" + file + "' (expected: a file that can be read)");
        }
    }

    void apply(Security.Builder security) {
        switch (name) {
            case "seccomp" -> {
                if (value.equals("unconfined")) {
                    security.setSeccompUnconfined(true);
                } else {
                    security.setSeccompProfile(value);
                }
            }
            case "apparmor" -> security.setApparmorProfile(value);
            case "label" -> security.setSelinuxLabel(value);
            default -> security.setNoNewPrivileges(true);
        }
    }
}
