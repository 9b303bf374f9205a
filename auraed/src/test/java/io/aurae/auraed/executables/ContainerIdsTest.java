// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.oci.runtime.ContainerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContainerIdsTest {
    @Test
    void anIdIsReadable() {
        assertThat(ContainerIds.of("web-0/nginx", new ExecutableName("main")).value())
                .isEqualTo("web-0.nginx_main");
        assertThat(ContainerIds.of("", new ExecutableName("main")).value()).isEqualTo("Node_main");
    }

    @Test
    void noTwoExecutablesShareAnIdHoweverLongTheirNamesAre() {
        String longest = String.join("/", "a".repeat(63), "b".repeat(63), "c".repeat(63), "d".repeat(8));
        List<String> cells =
                List.of("", "a", "a/b", "a-b", "node", "a/a", longest, longest.replace("d".repeat(8), "d".repeat(7)));
        List<String> names =
                List.of("a", "b", "a.b", "a_b", "b_a", "e".repeat(63), "e".repeat(62), "e".repeat(62) + "_");
        Map<ContainerId, String> owners = new HashMap<>();
        for (String cell : cells) {
            for (String name : names) {
                ContainerId id = ContainerIds.of(cell, new ExecutableName(name));
                assertThat(owners.put(id, cell + " " + name)).as(id.value()).isNull();
                assertThat(id.value()).hasSizeLessThanOrEqualTo(100);
            }
        }
    }
}
