// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    @Test
    void aNumberIsAnIdOfAUser() {
        assertThat(row("65532:65532").getUid().getValue()).isEqualTo(65532);
        assertThat(row("4294967295").getUid().getValue()).isEqualTo(4294967295L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999", "nobody", "", "-1", "\u0664\u0662"})
    void whatIsNoIdIsAName(String user) {
        assertThat(row(user).hasUid()).isFalse();
        assertThat(row(user).getUsername()).isEqualTo(user);
    }

    private static io.aurae.cri.v1.Image row(String user) {
        return Images.row(Image.newBuilder()
                .setConfig(ImageConfig.newBuilder().setUser(user))
                .build());
    }
}
