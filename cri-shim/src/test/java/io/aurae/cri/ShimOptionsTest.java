// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShimOptionsTest {
    @Test
    void withoutFlagsTheDefaultsHold() {
        ShimOptions options = ShimOptions.parse(List.of());

        assertThat(options.socket()).isEqualTo(Path.of("/run/aurae/cri.sock"));
        assertThat(options.config()).isEmpty();
        assertThat(options.node()).isEmpty();
    }

    @Test
    void flagsTakeTheirValueBehindASpaceOrAnEqualsSign() {
        ShimOptions options =
                ShimOptions.parse(List.of("--socket", "/a", "--config=/b", "--aurae-socket", "127.0.0.1:8080"));

        assertThat(options.socket()).isEqualTo(Path.of("/a"));
        assertThat(options.config()).contains(Path.of("/b"));
        assertThat(options.node()).contains("127.0.0.1:8080");
    }

    @Test
    void anUnknownFlagIsRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> ShimOptions.parse(List.of("--sokcet", "/a")))
                .hasMessage("unknown flag '--sokcet' (expected: --socket)");
        assertThatThrownBy(() -> ShimOptions.parse(List.of("x")))
                .hasMessage("unknown flag 'x' (expected: one of --socket, --config, --aurae-socket)");
    }

    @Test
    void aFlagWithoutItsValueIsRefused() {
        assertThatThrownBy(() -> ShimOptions.parse(List.of("--socket")))
                .hasMessage("flag '--socket' (expected: a value behind it: PATH)");
    }

    @Test
    void theHelpNamesEveryFlag() {
        assertThat(ShimOptions.help())
                .contains("--socket PATH", "--config FILE", "--aurae-socket", "--version", "--help");
    }
}
