// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.PodSandboxMetadata;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sandbox and container ids, whole and in part. */
class IdsTest {
    private static final PodSandboxMetadata WEB = PodSandboxMetadata.newBuilder()
            .setUid("u")
            .setNamespace("n")
            .setName("web")
            .build();

    @Test
    void theSameNamesGiveTheSameIdAndOthersAnother() {
        assertThat(SandboxId.of(WEB)).isEqualTo(SandboxId.of(WEB));
        assertThat(SandboxId.of(WEB))
                .isNotEqualTo(SandboxId.of(WEB.toBuilder().setAttempt(1).build()))
                .isNotEqualTo(SandboxId.of(
                        WEB.toBuilder().setNamespace("nw").setName("eb").build()));
    }

    @Test
    void aContainerIdTellsItsCellAndItsSandbox() {
        SandboxId sandbox = SandboxId.of(WEB);
        ContainerId id = ContainerId.of(
                sandbox, ContainerMetadata.newBuilder().setName("nginx").build());

        assertThat(id.text()).hasSize(64);
        assertThat(id.sandbox()).isEqualTo(sandbox);
        assertThat(id.cell()).startsWith(sandbox + "/");
        assertThat(ContainerId.ofCell(id.cell())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "../../etc/passwd", "ABCDEFABCDEFABCDEFABCDEFABCDEFAB"})
    void whatIsNoIdIsRefused(String text) {
        assertThatThrownBy(() -> new SandboxId(text))
                .hasMessage("pod sandbox id '" + text + "' (expected: 32 hexadecimal digits)");
        assertThatThrownBy(() -> new ContainerId(text))
                .hasMessage("container id '" + text + "' (expected: 64 hexadecimal digits)");
        assertThatThrownBy(() -> ContainerId.ofCell(text)).isInstanceOf(CriException.Invalid.class);
    }

    @Test
    void theBeginningOfOneIdOnlyIsEnough() {
        assertThat(IdPrefix.complete("id", "ab", Stream.of("abc", "b"))).contains("abc");
        assertThat(IdPrefix.complete("id", "x", Stream.of("abc", "b"))).isEmpty();
        assertThatThrownBy(() -> IdPrefix.complete("id", "a", Stream.of("abc", "ab")))
                .hasMessage("id 'a' (expected: the beginning of one id only)");
        assertThatThrownBy(() -> IdPrefix.complete("id", "", Stream.of("abc")))
                .hasMessage("id '' (expected: an id or its beginning)");
    }
}
