// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cri.v1.StreamContainersRequest;
import io.aurae.cri.v1.StreamContainersResponse;
import io.aurae.proto.cells.v0.CellGraphNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest extends WithShim {
    private static final int CONTAINERS = 40;

    @Test
    void aLongListComesInOrderInMessagesOfModestSize() {
        String first = new ContainerId(caller.create(caller.run())).cell();
        CellGraphNode one = node.cells.get(first);
        String sandbox = first.substring(0, first.indexOf('/') + 1);
        for (int i = 10; i < 10 + CONTAINERS; i++) {
            node.cells.put(
                    sandbox + Integer.toString(i).repeat(16),
                    one.toBuilder()
                            .setCell(one.getCell().toBuilder()
                                    .setName(sandbox + Integer.toString(i).repeat(16))
                                    .putLabels("long", "x".repeat(100_000)))
                            .build());
        }

        List<StreamContainersResponse> messages = new ArrayList<>();
        caller.runtime()
                .streamContainers(StreamContainersRequest.getDefaultInstance())
                .forEachRemaining(messages::add);

        assertThat(messages)
                .hasSizeGreaterThan(3)
                .allSatisfy(message -> assertThat(message.getSerializedSize()).isLessThan(2 * Pieces.BYTES));
        assertThat(messages.stream().flatMap(message -> message.getContainersList().stream()))
                .hasSize(CONTAINERS + 1)
                .doesNotHaveDuplicates();
    }
}
