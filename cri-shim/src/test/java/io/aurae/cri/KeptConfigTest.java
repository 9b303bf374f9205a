// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetadata;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetadata;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptConfigTest {
    private static final PodSandboxConfig POD = PodSandboxConfig.newBuilder()
            .setMetadata(PodSandboxMetadata.newBuilder().setName("web").setUid("1"))
            .build();
    private static final ContainerConfig CONTAINER = ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName("box"))
            .build();
    private static final SandboxId ID = SandboxId.of(POD.getMetadata());
    private static final String CELL =
            ContainerId.of(ID, CONTAINER.getMetadata()).cell();

    @Test
    void whatTheShimKeptItFinds() {
        assertThat(KeptConfig.sandbox(ID.text(), KeptConfig.annotate(POD))).contains(POD);
        assertThat(KeptConfig.container(CELL, KeptConfig.annotate(CONTAINER))).contains(CONTAINER);
        assertThat(KeptConfig.sandbox(ID.text(), Map.of())).isEmpty();
    }

    @Test
    void whatBearsAnotherNameIsNotTheShims() {
        assertThat(KeptConfig.sandbox("web", KeptConfig.annotate(POD))).isEmpty();
        assertThat(KeptConfig.container("web/box", KeptConfig.annotate(CONTAINER)))
                .isEmpty();
        assertThat(KeptConfig.container(CELL.replace("/", ""), KeptConfig.annotate(CONTAINER)))
                .isEmpty();
        assertThat(KeptConfig.container("a/" + CELL, KeptConfig.annotate(CONTAINER)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no base64!", "////", "CgEKAQ=="})
    void whatCannotBeReadIsNotTheShims(String annotation) {
        assertThat(KeptConfig.sandbox(ID.text(), Map.of(KeptConfig.KEY, annotation)))
                .isEmpty();
        assertThat(KeptConfig.container(CELL, Map.of(KeptConfig.KEY, annotation)))
                .isEmpty();
    }
}
