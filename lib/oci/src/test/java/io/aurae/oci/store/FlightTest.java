// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FlightTest {
    @Test
    void anErrorEndsThePullForThoseWhoWait() {
        Flight flight = new Flight("image", _ -> {
            throw new StackOverflowError("too deep");
        });
        Flight.Seat seat = flight.board().orElseThrow();
        flight.start();
        assertThatThrownBy(() -> seat.await(_ -> {}))
                .isInstanceOf(StoreException.Broken.class)
                .hasRootCauseMessage("too deep");
        assertThat(flight.isOver()).isTrue();
    }
}
