// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a kernel. */
class NodeTest {
    @ParameterizedTest
    @CsvSource({
        "5.18.0, false",
        "5.19, true",
        "6.1.0-13-amd64, true",
        "4.19.1, false",
        "10.0, true",
        "new, false",
        "'', false"
    })
    void aVersionIsComparedByItsNumbers(String kernel, boolean isSince) {
        assertThat(Node.isSince(kernel, 5, 19)).isEqualTo(isSince);
    }

    @Test
    void aKernelThatMayMakeNoUserNamespacesOffersNone(@TempDir Path directory) throws IOException {
        Path limit = directory.resolve("max_user_namespaces");
        assertThat(Node.mayMake(limit)).isFalse();
        Files.writeString(limit, "0\n");
        assertThat(Node.mayMake(limit)).isFalse();
        Files.writeString(limit, "96364\n");
        assertThat(Node.mayMake(limit)).isTrue();
    }
}
