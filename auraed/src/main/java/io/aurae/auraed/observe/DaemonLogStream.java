// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import io.aurae.proto.observe.v0.GetAuraeDaemonLogStreamResponse;
import io.aurae.rpc.StreamCall;
import java.time.Duration;
import java.util.List;

/** One reader of the daemon's log. */
final class DaemonLogStream {
    private static final int BATCH = 64;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final DaemonLog log;
    private final StreamCall<Void, GetAuraeDaemonLogStreamResponse> call;

    DaemonLogStream(DaemonLog log, StreamCall<Void, GetAuraeDaemonLogStreamResponse> call) {
        this.log = log;
        this.call = call;
    }

    /** Until the caller goes away or is too slow, or everything is sent that was there at the beginning. */
    void run(long from, boolean follow) throws InterruptedException {
        call.onCancel(Thread.currentThread()::interrupt);
        long end = follow ? Long.MAX_VALUE : log.last();
        long sent = from;
        while (sent < end) {
            requireKept(sent);
            List<LogLine> batch = log.await(sent, BATCH, LOOK);
            for (LogLine line : batch) {
                send(line);
                sent = line.number();
            }
        }
    }

    private void send(LogLine line) throws InterruptedException {
        while (!call.awaitReady(LOOK)) {
            requireKept(line.number());
        }
        call.send(GetAuraeDaemonLogStreamResponse.newBuilder()
                .setItem(LogItems.item(line.channel(), line.text(), line.at()))
                .build());
    }

    private void requireKept(long sent) {
        if (sent < log.beforeFirst()) {
            throw new ObserveException.TooSlow(log.last() - sent);
        }
    }
}
