// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.MessageLite;
import io.aurae.rpc.StreamCall;
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
     * Sends all of the list, in order and no faster than the caller reads, and ends the answer; for an empty list there is no message.
     *
     * @param message the message that holds these
     */
    static <T extends MessageLite, R> void answer(
            StreamObserver<R> caller, List<T> list, Function<List<T>, R> message) {
        StreamCall.<R>respond(caller, call -> {
            for (List<T> piece : of(list)) {
                call.send(message.apply(piece));
            }
        });
    }

    private static <T extends MessageLite> List<List<T>> of(List<T> list) {
        List<List<T>> pieces = new ArrayList<>();
        int begin = 0;
        int bytes = 0;
        for (int i = 0; i < list.size(); i++) {
            bytes += list.get(i).getSerializedSize();
            if (bytes >= BYTES || i == list.size() - 1) {
                pieces.add(list.subList(begin, i + 1));
                begin = i + 1;
                bytes = 0;
            }
        }
        return pieces;
    }
}
