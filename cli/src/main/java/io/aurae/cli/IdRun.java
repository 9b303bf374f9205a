// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.pods.v0.IdMapping;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ids of a pod and of the node, as {@code --uidmap} takes them. */
record IdRun(IdMapping mapping) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,10}):([0-9]{1,10}):([0-9]{1,10})");

    /** Reads {@code POD:NODE:LENGTH}; throws {@link CliException} when it is something else. */
    static IdRun parse(String text) {
        Matcher parts = FORM.matcher(text);
        try {
            if (parts.matches()) {
                return new IdRun(IdMapping.newBuilder()
                        .setPodId(Integer.parseUnsignedInt(parts.group(1)))
                        .setHostId(Integer.parseUnsignedInt(parts.group(2)))
                        .setLength(Integer.parseUnsignedInt(parts.group(3)))
                        .build());
            }
        } catch (NumberFormatException e) {
            throw unreadable(text);
        }
        throw unreadable(text);
    }

    private static CliException unreadable(String text) {
        return CliException.invalid(
                "ids '" + text
                        + "' are not readable (expected: first id in the pod, first id on the node and how many, such as 0:100000:65536)");
    }
}
