// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PortMappingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 80, container port, 0",
        "80, 0, host port, 0",
        "65536, 80, container port, 65536",
        "80, -1, host port, -1"
    })
    void aPortOutOfRangeIsNamed(int container, int host, String what, String value) {
        assertThatThrownBy(() -> new PortMapping("tcp", container, host, ""))
                .hasMessage("port mapping: " + what + " '" + value + "' (expected: 1 to 65535)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "1.2.3", "1.2.3.4; rm", " "})
    void anAddressThatIsNoneIsNamed(String address) {
        assertThatThrownBy(() -> new PortMapping("tcp", 80, 80, address)).hasMessageContaining("'" + address + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "::1", "fd00::1:2"})
    void anyAddressOfAHostWillDo(String address) {
        assertThat(new PortMapping("tcp", 1, 65535, address).hostIp()).isEqualTo(address);
    }
}
