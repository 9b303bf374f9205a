// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.volumes;

import io.aurae.auraed.resource.ResourceException;
import java.util.regex.Pattern;

/** A volume's name, which is also that of its directory. */
public record VolumeName(String text) {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}");

    /** @throws ResourceException INVALID_ARGUMENT when it is none */
    public VolumeName {
        if (!FORM.matcher(text).matches()) {
            String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
            throw ResourceException.invalid("volume name '" + shown
                    + "' (expected: 1 to 63 of a-z, A-Z, 0-9, '-', '_' and '.', beginning with a letter or a digit)");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
