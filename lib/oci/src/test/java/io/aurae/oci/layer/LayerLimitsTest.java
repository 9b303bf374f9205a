// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.oci.layer.LayerLimits.Devices;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LayerLimitsTest {
    @Test
    void onlyTheDevicesOfThePolicyMayBeInAnImage() {
        for (Devices policy : Devices.values()) {
            assertThat(policy.allows(true, 0, 0)).as("a whiteout by %s", policy).isTrue();
            assertThat(policy.allows(true, 1, 3)).as("null by %s", policy).isEqualTo(policy != Devices.NONE);
            assertThat(policy.allows(true, 5, 2)).as("ptmx by %s", policy).isEqualTo(policy != Devices.NONE);
            assertThat(policy.allows(true, 1, 1)).as("mem by %s", policy).isEqualTo(policy == Devices.ALL);
            assertThat(policy.allows(true, 1, 11)).as("kmsg by %s", policy).isEqualTo(policy == Devices.ALL);
            assertThat(policy.allows(false, 8, 0)).as("a disk by %s", policy).isEqualTo(policy == Devices.ALL);
            assertThat(policy.allows(false, 0, 0)).as("no disk by %s", policy).isEqualTo(policy == Devices.ALL);
        }
    }

    @Test
    void aBombIsRefusedByItsRatioOnceItIsBig() {
        LayerLimits limits = LayerLimits.DEFAULT;
        long big = LayerLimits.RATIO_FROM_BYTES;
        limits.check(big, 1);
        limits.check(big + 1, big / 200);
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> limits.check(big + 1, big / 200 - 1))
                .withMessage("its content is more than 200 times its compressed size (expected: at most that)");
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> limits.check((64L << 30) + 1, 1L << 40))
                .withMessage("its content is too big (expected: at most " + (64L << 30) + " bytes uncompressed)");
    }

    @Test
    void whatIsReadIsCheckedBeforeItIsUsed() throws Exception {
        try (ArchiveStream archive =
                new ArchiveStream(new ByteArrayInputStream(new byte[100]), count -> LayerLimits.checkSize(count, 60))) {
            archive.pass(60);
            assertThatExceptionOfType(LayerException.Refused.class).isThrownBy(() -> archive.pass(1));
        }
    }

    @Test
    void whatIsReadIsCountedOnce() throws Exception {
        try (CountingStream counted = new CountingStream(new ByteArrayInputStream(new byte[10]))) {
            assertThat(counted.read()).isZero();
            assertThat(counted.readAllBytes()).hasSize(9);
            assertThat(counted.count()).isEqualTo(10);
        }
    }
}
