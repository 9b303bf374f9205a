// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.ByteString;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A caller that sends as much as it can. */
final class Flood {
    private static final int BLOCKS_MAX = 1000;
    private static final CellServiceExecRequest BLOCK = CellServiceExecRequest.newBuilder()
            .setStdin(ByteString.copyFrom(new byte[64 << 10]))
            .build();

    private Flood() {}

    /** Sends blocks of 64 KiB until one is not taken for that long; how many were taken. */
    static int until(BlockingClientCall<CellServiceExecRequest, ?> call, long blockedMillis)
            throws InterruptedException, StatusException {
        for (int taken = 0; taken < BLOCKS_MAX; taken++) {
            try {
                call.write(BLOCK, blockedMillis, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return taken;
            }
        }
        return BLOCKS_MAX;
    }
}
