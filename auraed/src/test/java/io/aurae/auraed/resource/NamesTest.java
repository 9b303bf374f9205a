// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import org.junit.jupiter.api.Test;

final class NamesTest {
    private final Names names = new Names();

    @Test
    void aNameHasOneHolderWhoeverAsks() {
        names.reserve("web", Names.Kind.POD);

        assertThatThrownBy(() -> names.reserve("web", Names.Kind.CELL))
                .isInstanceOfSatisfying(
                        ResourceException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.ALREADY_EXISTS))
                .hasMessage("cell 'web': the name is taken by a pod (expected: a free name)");
        assertThatThrownBy(() -> names.reserve("web", Names.Kind.POD)).isInstanceOf(ResourceException.class);
    }

    @Test
    void onlyItsHolderGivesANameBack() {
        names.reserve("web", Names.Kind.POD);

        names.release("web", Names.Kind.CELL);
        assertThatThrownBy(() -> names.reserve("web", Names.Kind.CELL)).isInstanceOf(ResourceException.class);

        names.release("web", Names.Kind.POD);
        names.release("web", Names.Kind.POD);
        names.reserve("web", Names.Kind.INSTANCE);
    }
}
