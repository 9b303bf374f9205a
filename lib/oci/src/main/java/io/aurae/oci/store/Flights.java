// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Reference;
import io.aurae.oci.registry.Credentials;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pulls under way: callers who want the same with the same credentials share one. */
final class Flights {
    /** What makes two pulls the same. */
    record Key(Reference reference, Credentials credentials) {}

    private final Map<Key, Flight> flights = new HashMap<>();
    private boolean closed;

    /** A seat in the pull that is under way, else in a new one that does {@code work}. */
    synchronized Flight.Seat board(Key key, Flight.Work work) {
        if (closed) {
            throw new StoreException.Stopped("the store of images is closed (expected: an open store)");
        }
        flights.values().removeIf(Flight::isOver);
        Optional<Flight.Seat> seat = Optional.ofNullable(flights.get(key)).flatMap(Flight::board);
        if (seat.isPresent()) {
            return seat.get();
        }
        Flight flight = new Flight(key.reference().toString(), work);
        Flight.Seat first = flight.board().orElseThrow();
        flights.put(key, flight);
        flight.start();
        return first;
    }

    /** Whether none may go on. */
    synchronized boolean isClosed() {
        return closed;
    }

    /** Stops all pulls and lets none begin. Repeating: does nothing more. */
    void close() throws InterruptedException {
        List<Flight> stopping;
        synchronized (this) {
            closed = true;
            stopping = List.copyOf(flights.values());
        }
        for (Flight flight : stopping) {
            flight.stop();
        }
    }
}
