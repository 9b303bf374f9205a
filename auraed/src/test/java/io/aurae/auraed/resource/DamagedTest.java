// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import org.junit.jupiter.api.Test;

class DamagedTest {
    private static final ResourceName WEB = new ResourceName("web");
    private static final ResourceName INNER = new ResourceName("web/inner");

    private final Names names = new Names();
    private final Damaged damaged = new Damaged(names, Names.Kind.CELL);

    @Test
    void aDamagedNameIsTakenUntilItIsGivenBack() {
        damaged.add(WEB, "no content");
        damaged.add(WEB, "half a record");

        assertThatThrownBy(() -> damaged.requireNot(WEB))
                .isInstanceOfSatisfying(
                        ResourceException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.ALREADY_EXISTS))
                .hasMessage(
                        "cell 'web' is there and damaged: half a record (expected: a free name; free the damaged one"
                                + " first)");
        assertThatThrownBy(() -> names.reserve("web", Names.Kind.POD)).hasMessageContaining("taken by a cell");

        assertThat(damaged.remove(WEB)).isTrue();
        assertThat(damaged.remove(WEB)).isFalse();
        damaged.requireNot(WEB);
        names.reserve("web", Names.Kind.POD);
    }

    @Test
    void whatIsInADamagedOneIsFoundInnermostFirst() {
        damaged.add(WEB, "a");
        damaged.add(INNER, "b");
        assertThat(damaged.within(WEB)).containsExactly(INNER, WEB);
        assertThat(damaged.within(INNER)).containsExactly(INNER);
        damaged.remove(WEB);
        assertThat(damaged.has(WEB)).isFalse();
        assertThat(damaged.within(WEB)).containsExactly(INNER);
    }

    @Test
    void aNameThatSomethingElseHasStaysIts() {
        names.reserve("web", Names.Kind.POD);
        damaged.add(WEB, "a");
        damaged.remove(WEB);
        assertThatThrownBy(() -> names.reserve("web", Names.Kind.CELL)).hasMessageContaining("taken by a pod");
    }
}
