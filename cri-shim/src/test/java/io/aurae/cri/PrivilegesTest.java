// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.Capability;
import io.aurae.cri.v1.Int64Value;
import io.aurae.cri.v1.LinuxContainerConfig;
import io.aurae.cri.v1.LinuxContainerSecurityContext;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.NamespaceOption;
import io.aurae.cri.v1.SELinuxOption;
import io.aurae.cri.v1.SecurityProfile;
import io.aurae.cri.v1.SecurityProfile.ProfileType;
import io.aurae.cri.v1.SupplementalGroupsPolicy;
import io.aurae.proto.cells.v0.Security;
import io.aurae.proto.cells.v0.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivilegesTest {
    private static final LinuxContainerSecurityContext NOTHING = LinuxContainerSecurityContext.getDefaultInstance();

    @Test
    void whoAsksForNoUserLeavesItToTheNode() {
        assertThat(Privileges.user(NOTHING)).isEqualTo(User.getDefaultInstance());
    }

    @Test
    void idsArePassedOn() {
        var asked = NOTHING.toBuilder()
                .setRunAsUser(value(1000))
                .setRunAsGroup(value(2000))
                .addSupplementalGroups(3000)
                .build();

        assertThat(Privileges.user(asked))
                .isEqualTo(User.newBuilder()
                        .setUid(1000)
                        .setGid(2000)
                        .addAdditionalGids(3000)
                        .build());
    }

    @Test
    void aUserNameIsPassedOn() {
        var asked = NOTHING.toBuilder().setRunAsUsername("nobody").build();

        assertThat(Privileges.user(asked).getName()).isEqualTo("nobody");
    }

    @Test
    void aGroupNeedsAUser() {
        var asked = NOTHING.toBuilder().setRunAsGroup(value(5)).build();

        assertThatThrownBy(() -> Privileges.user(asked))
                .hasMessage("group id '5' (expected: a user id or name with it)");
    }

    @Test
    void anIdOutOfRangeIsRefused() {
        var asked = NOTHING.toBuilder().setRunAsUser(value(-1)).build();

        assertThatThrownBy(() -> Privileges.user(asked)).hasMessage("user id '-1' (expected: 0 to 2147483647)");
    }

    @Test
    void rightsAreTranslatedOneByOne() {
        Security security = security(NOTHING.toBuilder()
                .setCapabilities(
                        Capability.newBuilder().addAddCapabilities("NET_ADMIN").addDropCapabilities("CHOWN"))
                .setNoNewPrivs(true)
                .setPrivileged(true)
                .setSeccomp(SecurityProfile.newBuilder().setProfileType(ProfileType.Unconfined))
                .addMaskedPaths("/proc/kcore")
                .build());

        assertThat(security.getAddCapabilitiesList()).containsExactly("NET_ADMIN");
        assertThat(security.getDropCapabilitiesList()).containsExactly("CHOWN");
        assertThat(security.getNoNewPrivileges()).isTrue();
        assertThat(security.getPrivileged()).isTrue();
        assertThat(security.getSeccompUnconfined()).isTrue();
        assertThat(security.getMaskedPaths().getPathsList()).containsExactly("/proc/kcore");
        assertThat(security.hasReadOnlyPaths()).isTrue();
        assertThat(security.getReadOnlyPaths().getPathsList()).isEmpty();
    }

    @Test
    void theProcessNamespaceIsSharedOnlyWhenAskedFor() {
        assertThat(security(NOTHING).getShareProcessNamespace()).isFalse();
        assertThat(security(withPid(NamespaceMode.POD)).getShareProcessNamespace())
                .isTrue();
        assertThat(security(withPid(NamespaceMode.NODE)).getShareProcessNamespace())
                .isTrue();
        assertThat(security(withPid(NamespaceMode.CONTAINER)).getShareProcessNamespace())
                .isFalse();
    }

    @Test
    void anotherContainersProcessNamespaceIsThatOfItsProcess() {
        String target = "ab".repeat(16) + "cd".repeat(16);
        LinuxContainerSecurityContext asked = LinuxContainerSecurityContext.newBuilder()
                .setNamespaceOptions(NamespaceOption.newBuilder()
                        .setPid(NamespaceMode.TARGET)
                        .setTargetId(target))
                .build();

        assertThat(security(asked).getProcessNamespaceOf())
                .isEqualTo("cd".repeat(16) + "/" + "ab".repeat(16) + "/main");
        assertThatThrownBy(() -> security(withPid(NamespaceMode.TARGET)))
                .hasMessage("container id '' (expected: 64 hexadecimal digits)");
    }

    @Test
    void whoSaysNothingAboutSystemCallsHasNoFilter() {
        assertThat(security(NOTHING).getSeccompUnconfined()).isTrue();
        assertThat(security(NOTHING.toBuilder()
                                .setSeccomp(SecurityProfile.newBuilder().setProfileType(ProfileType.RuntimeDefault))
                                .build())
                        .getSeccompUnconfined())
                .isFalse();
    }

    @Test
    void onlyNamedGroupsAreWantedByAStrictPolicy() {
        LinuxContainerSecurityContext merge = LinuxContainerSecurityContext.getDefaultInstance();

        assertThat(Privileges.user(merge).getNamedGroupsOnly()).isFalse();
        assertThat(Privileges.user(merge.toBuilder()
                                .setSupplementalGroupsPolicy(SupplementalGroupsPolicy.Strict)
                                .build())
                        .getNamedGroupsOnly())
                .isTrue();
    }

    @Test
    void profilesOfOnesOwnAreRead(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> security(withProfile("/absent.json")))
                .hasMessage("seccomp profile '/absent.json' (expected: a file that can be read)");
        Path profile = Files.writeString(directory.resolve("p.json"), "{}");
        assertThat(security(withProfile(profile.toString())).getSeccompProfile())
                .isEqualTo("{}");
        assertThat(security(withProfile("/absent.json").toBuilder()
                                .setPrivileged(true)
                                .build())
                        .getSeccompProfile())
                .isEmpty();
    }

    private static LinuxContainerSecurityContext withProfile(String file) {
        SecurityProfile profile = SecurityProfile.newBuilder()
                .setProfileType(ProfileType.Localhost)
                .setLocalhostRef(file)
                .build();
        return NOTHING.toBuilder().setSeccomp(profile).build();
    }

    @Test
    void labelsOfSecurityModulesAreHandedOn() {
        Security security = security(NOTHING.toBuilder()
                .setApparmor(SecurityProfile.newBuilder()
                        .setProfileType(ProfileType.Localhost)
                        .setLocalhostRef("mine"))
                .setSelinuxOptions(SELinuxOption.newBuilder()
                        .setUser("u")
                        .setRole("r")
                        .setType("t")
                        .setLevel("s0:c1"))
                .build());

        assertThat(security.getApparmorProfile()).isEqualTo("mine");
        assertThat(security.getSelinuxLabel()).isEqualTo("u:r:t:s0:c1");
    }

    private static Security security(LinuxContainerSecurityContext asked) {
        return Privileges.security(
                LinuxContainerConfig.newBuilder().setSecurityContext(asked).build());
    }

    private static LinuxContainerSecurityContext withPid(NamespaceMode mode) {
        return NOTHING.toBuilder()
                .setNamespaceOptions(NamespaceOption.newBuilder().setPid(mode))
                .build();
    }

    private static Int64Value value(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }
}
