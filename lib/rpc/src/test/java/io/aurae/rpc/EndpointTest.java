// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {
    @Test
    void readsWhatConfigurationsOfThePublishedWireWrite() {
        assertThat(Endpoint.parse("/run/aurae/aurae.sock"))
                .isEqualTo(new Endpoint.Unix(Path.of("/run/aurae/aurae.sock")));
        assertThat(Endpoint.parse("127.0.0.1:8080")).isEqualTo(new Endpoint.Tcp("127.0.0.1", 8080));
        assertThat(Endpoint.parse("[fe80::2]:8080")).isEqualTo(new Endpoint.Tcp("fe80::2", 8080));
        assertThat(Endpoint.parse("[fe80::2%4]:8080")).isEqualTo(new Endpoint.Tcp("fe80::2%4", 8080));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/aurae/aurae.sock", "relative.sock", "127.0.0.1:8080", "[fe80::2%4]:8080", "./a:1"})
    void writesWhatItReads(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }

    @Test
    void refusesAPathLongerThanTheKernelTakes() {
        String path = "/" + "a".repeat(107);

        assertThatThrownBy(() -> Endpoint.parse(path))
                .hasMessage("socket '" + path + "' (expected: a path of 1 to 107 bytes)");
    }

    @Test
    void refusesAPortOutOfRange() {
        assertThatThrownBy(() -> Endpoint.parse("host:0")).hasMessage("port '0' of 'host' (expected: 1 to 65535)");
        assertThatThrownBy(() -> Endpoint.parse("host:65536"))
                .hasMessage("port '65536' of 'host' (expected: 1 to 65535)");
    }
}
