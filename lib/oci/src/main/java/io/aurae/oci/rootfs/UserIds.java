// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.rootfs;

import java.util.List;

/**
 * Who a process is, in numbers.
 *
 * @param additionalGids of the groups that list the user, without {@code gid}, ascending
 */
public record UserIds(long uid, long gid, List<Long> additionalGids) {
    public UserIds {
        additionalGids = List.copyOf(additionalGids);
    }
}
