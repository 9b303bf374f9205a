// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final Capabilities SOME = new Capabilities(Set.of(Capability.CHOWN, Capability.KILL));

    @Test
    void readsTheKernelsMaskByNumber() {
        Capabilities read =
                Capabilities.ofStatus(List.of("Name:\tx", "CapEff:\t0000000000000000", "CapBnd:\t0000010000000021"));
        assertThat(read.set())
                .containsExactlyInAnyOrder(Capability.CHOWN, Capability.KILL, Capability.CHECKPOINT_RESTORE);
        assertThat(Capabilities.ofStatus(List.of("CapBnd:\tffffffffffffffff")).set())
                .hasSize(Capability.values().length);
    }

    @Test
    void addsAndDropsByNameInAnyForm() {
        assertThat(SOME.with(List.of("cap_net_admin", "SYS_TIME"), List.of("Kill"))
                        .set())
                .containsExactlyInAnyOrder(Capability.CHOWN, Capability.NET_ADMIN, Capability.SYS_TIME);
        assertThat(SOME.with(List.of("CHOWN"), List.of("CHOWN")).set()).containsExactly(Capability.KILL);
    }

    @Test
    void allStandsForEveryOneAndANameWinsOverIt() {
        assertThat(SOME.with(List.of("ALL"), List.of()).set()).hasSize(41);
        assertThat(SOME.with(List.of("ALL"), List.of("CAP_MKNOD")).set())
                .hasSize(40)
                .doesNotContain(Capability.MKNOD);
        assertThat(SOME.with(List.of("MKNOD"), List.of("all")).set()).containsExactly(Capability.MKNOD);
        assertThat(SOME.with(List.of("ALL"), List.of("ALL")).set()).isEmpty();
    }

    @Test
    void namesOneThatIsNotKnown() {
        assertThatThrownBy(() -> SOME.with(List.of("CAP_FLY"), List.of()))
                .isInstanceOf(SpecException.class)
                .hasMessage("capability 'CAP_FLY' is not known (expected: a name such as CAP_CHOWN, or ALL)");
    }

    @Test
    void keepsOnlyThoseThatAreAvailable() {
        assertThat(SOME.within(new Capabilities(Set.of(Capability.KILL, Capability.MKNOD)))
                        .names())
                .containsExactly("CAP_KILL");
    }
}
