// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.linux.Errno;
import io.aurae.linux.LinuxException;
import io.aurae.testing.FakeCgroupTree;
import io.aurae.testing.FakeLinux;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** On a machine with some controllers on cgroup v1 and others on v2. */
class HybridTest extends FakeMachine {
    @Override
    FakeCgroupTree tree(Path root) {
        return FakeCgroupTree.hybrid(root);
    }

    @Test
    void bothGetItAndVersion2KeepsItsControllersToItself() {
        cgroups().create(WEB);
        assertThat(root.resolve("unified/aurae/web")).isDirectory();
        assertThat(root.resolve("memory/aurae/web")).isDirectory();
        assertThat(content("unified/cgroup.subtree_control")).isEmpty();
        assertThat(cgroups().unifiedOnly()).isFalse();
    }

    @Test
    void whatVersion2StillHoldsIsMountedBesideTheOthers() {
        FakeLinux linux = new FakeLinux();
        assertThat(cgroups().missingV1Hierarchies()).containsExactly("hugetlb");
        cgroups().mountMissing(linux);
        Path target = root.resolve("hugetlb");
        assertThat(target).isDirectory();
        assertThat(linux.calls())
                .containsExactly("mount(cgroup, " + target + ", cgroup, [NOSUID, NODEV, NOEXEC], hugetlb)");
    }

    @Test
    void aRefusedMountLeavesNoDirectory() {
        FakeLinux linux = new FakeLinux();
        linux.failCall(1, Errno.EBUSY);
        assertThatThrownBy(() -> cgroups().mountMissing(linux)).isInstanceOf(LinuxException.class);
        assertThat(root.resolve("hugetlb")).doesNotExist();
    }
}
