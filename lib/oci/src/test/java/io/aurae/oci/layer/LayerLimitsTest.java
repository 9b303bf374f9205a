// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.oci.layer.LayerLimits.Devices;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LayerLimitsTest {
    /** As many zeros as somebody reads. */
    private static final class Zeros extends InputStream {
        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return length;
        }
    }

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
    void aBombIsRefusedByItsRatioOnceItIsBig() throws Exception {
        long tenth = LayerLimits.RATIO_FROM_BYTES / 10;
        try (ArchiveStream bomb = new ArchiveStream(new Zeros(), Long.MAX_VALUE, () -> 1000, 200);
                ArchiveStream fair = new ArchiveStream(new Zeros(), Long.MAX_VALUE, () -> tenth, 200)) {
            bomb.pass(tenth);
            assertThatExceptionOfType(LayerException.Refused.class)
                    .isThrownBy(() -> bomb.pass(LayerLimits.RATIO_FROM_BYTES))
                    .withMessage("its content is more than 200 times its compressed size (expected: at most that)");
            fair.pass(LayerLimits.RATIO_FROM_BYTES + 1);
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
