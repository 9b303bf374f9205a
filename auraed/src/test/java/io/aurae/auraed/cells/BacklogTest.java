// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.oci.runtime.Output;
import io.aurae.oci.runtime.OutputKind;
import org.junit.jupiter.api.Test;

final class BacklogTest {
    private static final int PIECE = 32 * 1024;

    private final Backlog backlog = new Backlog();

    @Test
    void handsOnWhatCameInItsOrder() throws InterruptedException {
        backlog.put(piece(1));
        backlog.put(piece(2));
        backlog.end();
        assertThat(backlog.take())
                .hasValueSatisfying(first -> assertThat(first.data()).hasSize(1));
        assertThat(backlog.take())
                .hasValueSatisfying(second -> assertThat(second.data()).hasSize(2));
        assertThat(backlog.take()).isEmpty();
        assertThat(backlog.isOverflown()).isFalse();
    }

    @Test
    void takesInNoMoreThanItsRoomAndNeverWaits() throws InterruptedException {
        int pieces = 0;
        while (backlog.put(piece(PIECE))) {
            pieces++;
        }
        assertThat(pieces).isEqualTo(Backlog.BYTES_MAX / PIECE);
        assertThat(backlog.isOverflown()).isTrue();
        assertThat(backlog.take()).isEmpty();
    }

    private static Output piece(int length) {
        return new Output(OutputKind.STDOUT, new byte[length]);
    }
}
