// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.List;

/** Whom a process runs as, by number. */
public record ProcessUser(long uid, long gid, List<Long> additionalGids) {
    /** User and group 0. */
    public static final ProcessUser ROOT = new ProcessUser(0, 0, List.of());

    /** The largest id: the one above means "none" to the kernel. */
    private static final long MAX_ID = 4_294_967_294L;

    /** @throws SpecException INVALID_ARGUMENT when a number is no id */
    public ProcessUser {
        require("user id", uid);
        require("group id", gid);
        additionalGids.forEach(id -> require("additional group id", id));
        additionalGids = List.copyOf(additionalGids);
    }

    private static void require(String what, long id) {
        if (id < 0 || id > MAX_ID) {
            throw SpecException.invalid(what + " '" + id + "' (expected: 0 to " + MAX_ID + ")");
        }
    }
}
