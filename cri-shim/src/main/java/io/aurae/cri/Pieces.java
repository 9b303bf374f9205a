// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.MessageLite;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A list told in several messages, so that however long it is none of them is too large for its receiver. */
final class Pieces {
    /** A message is sent when it has become as large as this; receivers take 4 MiB at least. */
    static final int BYTES = 1 << 20;

    private Pieces() {}

    /**
     * Sends all of the list, in order, and ends the answer; for an empty list there is no message.
     *
     * @param message the message that holds these
     */
    static <T extends MessageLite, R> void answer(
            StreamObserver<R> caller, List<T> list, Function<List<T>, R> message) {
        List<T> piece = new ArrayList<>();
        int bytes = 0;
        for (T item : list) {
            piece.add(item);
            bytes += item.getSerializedSize();
            if (bytes >= BYTES) {
                caller.onNext(message.apply(piece));
                piece.clear();
                bytes = 0;
            }
        }
        if (!piece.isEmpty()) {
            caller.onNext(message.apply(piece));
        }
        caller.onCompleted();
    }
}
