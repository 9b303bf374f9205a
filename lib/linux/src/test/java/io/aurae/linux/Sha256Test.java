// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
    @Test
    void itComesToTheDigestsOfTheJdkHoweverItIsFed() throws Exception {
        Random random = new Random(7);
        MessageDigest jdk = MessageDigest.getInstance("SHA-256");
        MessageDigest ours = Sha256.start();
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[random.nextInt(5000)];
            random.nextBytes(bytes);
            int from = random.nextInt(bytes.length + 1);
            ours.update(bytes, from, bytes.length - from);
            jdk.update(bytes, from, bytes.length - from);
            ours.update((byte) round);
            jdk.update((byte) round);
            if (round % 10 == 0) {
                assertThat(ours.digest()).as("round %s", round).isEqualTo(jdk.digest());
            }
        }
    }

    @Test
    void whatWasFedIsForgottenByAReset() throws Exception {
        MessageDigest ours = Sha256.start();
        ours.update(new byte[100]);
        ours.reset();
        assertThat(ours.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest());
    }

    @Test
    void theLibraryOfTheMachineIsUsedWhereThereIsOne() {
        assumeThat(CryptoLibrary.isThere()).as("libcrypto.so.3 is installed").isTrue();
        assertThat(Sha256.start()).isInstanceOf(CryptoSha256.class);
    }
}
