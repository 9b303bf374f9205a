// SPDX-License-Identifier: Apache-2.0
package io.aurae.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathTest {
    @Test
    void aChildLiesBelow() {
        assertThat(new CgroupPath("/aurae").child("web/0")).isEqualTo(new CgroupPath("/aurae/web/0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a", "a/b", "/a/", "/a//b", "/a/../b", "/..", "/a/.", "/a\nb", "/a b", "/ä"})
    void anythingThatIsNoPathBelowTheRootIsRefused(String path) {
        assertThatThrownBy(() -> new CgroupPath(path))
                .isInstanceOfSatisfying(
                        CgroupException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .hasMessageContaining("'" + path.replace("\n", "\\n") + "'");
    }

    @Test
    void namesAndPathsHaveALongest() {
        assertThat(new CgroupPath("/" + "a".repeat(255)).path()).hasSize(256);
        assertThatThrownBy(() -> new CgroupPath("/" + "a".repeat(256))).isInstanceOf(CgroupException.class);
        assertThatThrownBy(() -> new CgroupPath("/a".repeat(2001))).isInstanceOf(CgroupException.class);
    }
}
