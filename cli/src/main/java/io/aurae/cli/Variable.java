// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.util.Map;

/** A variable for a process's environment, as {@code --env} takes it. */
record Variable(String name, String value) {

    /**
     * Reads {@code NAME=value}, or {@code NAME} alone for the value it has in {@code ours}; throws {@link CliException} when the name is
     * empty or ours has none.
     */
    static Variable parse(String text, Map<String, String> ours) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        String value = equals < 0 ? ours.get(name) : text.substring(equals + 1);
        if (name.isEmpty() || value == null) {
            throw CliException.invalid("variable '" + text + "' has no " + (name.isEmpty() ? "name" : "value here")
                    + " (expected: NAME=value, or the NAME of a variable that is set)");
        }
        return new Variable(name, value);
    }

    @Override
    public String toString() {
        return name + "=" + value;
    }
}
