// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class CgroupDoor {
    private CgroupDoor() {}

    /** A list of processors. */
    public static Object cpus(String text) {
        CpuList list = CpuList.parse("cpuset.cpus", text);
        assertThat(CpuList.ofKernel(list.toString())).isEqualTo(list);
        return list.isEmpty();
    }
}
