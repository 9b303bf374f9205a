// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.util.regex.Pattern;

/**
 * The name under which the runtime knows a container, unique in its {@link Place}: 1 to 128 of a-z, A-Z, 0-9, '-', '_' and '.',
 * beginning with a letter or a digit. The constructor throws {@link OciException.InvalidId} for another form.
 */
public record ContainerId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");

    public ContainerId {
        if (!FORM.matcher(value).matches()) {
            throw new OciException.InvalidId(value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
