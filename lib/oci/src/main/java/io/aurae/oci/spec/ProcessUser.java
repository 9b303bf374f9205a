// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.List;

/** Whom a process runs as, by number. */
public record ProcessUser(long uid, long gid, List<Long> additionalGids) {
    /** User and group 0. */
    public static final ProcessUser ROOT = new ProcessUser(0, 0, List.of());

    public ProcessUser {
        additionalGids = List.copyOf(additionalGids);
    }
}
