// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeccompProfileTest {
    @Test
    void allowsWhatProgramsNeedAndNothingThatReachesTheKernelsOtherParts() {
        List<String> allowed = allowed(Capabilities.CONTAINER_DEFAULT);
        assertThat(allowed)
                .contains(
                        "read",
                        "openat",
                        "execve",
                        "futex",
                        "epoll_wait",
                        "mmap",
                        "rt_sigreturn",
                        "chroot",
                        "rseq",
                        "clock_nanosleep")
                .doesNotContain(
                        "mount",
                        "bpf",
                        "unshare",
                        "setns",
                        "kexec_load",
                        "add_key",
                        "keyctl",
                        "userfaultfd",
                        "io_uring_setup",
                        "init_module",
                        "reboot",
                        "clone")
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void aCapabilityBringsItsCalls() {
        assertThat(allowed(new Capabilities(Set.of()))).doesNotContain("chroot");
        assertThat(allowed(new Capabilities(Set.of(Capability.SYS_ADMIN))))
                .contains("mount", "unshare", "clone", "clone3", "bpf");
        assertThat(allowed(new Capabilities(Set.of(Capability.SYS_TIME)))).contains("clock_settime");
        assertThat(allowed(new Capabilities(EnumSet.allOf(Capability.class)))).contains("reboot", "init_module");
    }

    @Test
    void withoutSysAdminANewProcessGetsNoNewNamespace() {
        RuntimeSpec.Seccomp profile = SeccompProfile.standard().forCapabilities(Capabilities.CONTAINER_DEFAULT);
        RuntimeSpec.Syscalls clone = rule(profile, "clone");
        assertThat(clone.args()).containsExactly(new RuntimeSpec.Argument(0, 0x7E020000L, 0L, "SCMP_CMP_MASKED_EQ"));
        // A C library that is told that the call does not exist falls back to clone.
        assertThat(rule(profile, "clone3").errnoRet()).isEqualTo(38);
        assertThat(profile.defaultAction()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(profile.architectures()).isNotEmpty();
    }

    private static List<String> allowed(Capabilities capabilities) {
        return SeccompProfile.standard()
                .forCapabilities(capabilities)
                .syscalls()
                .getFirst()
                .names();
    }

    private static RuntimeSpec.Syscalls rule(RuntimeSpec.Seccomp profile, String name) {
        return profile.syscalls().stream()
                .filter(rule -> rule.names().equals(List.of(name)))
                .findFirst()
                .orElseThrow();
    }
}
