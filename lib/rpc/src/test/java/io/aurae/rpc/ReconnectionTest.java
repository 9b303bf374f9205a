// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReconnectionTest {
    @Test
    void aConnectionThatWasClosedUnderACallIsUnavailable() {
        Status told = told(Status.UNKNOWN.withDescription("channel closed").withCause(new ClosedChannelException()));

        assertThat(told.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(told.getDescription()).isEqualTo("channel closed");
        assertThat(told.getCause()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void otherEndsAreLeftAsTheyAre() {
        assertThat(told(Status.UNKNOWN.withCause(new IllegalStateException())).getCode())
                .isEqualTo(Status.Code.UNKNOWN);
        assertThat(told(Status.OK).getCode()).isEqualTo(Status.Code.OK);
    }

    /** What a caller is told of a call that ends like this. */
    private static Status told(Status end) {
        AtomicReference<Status> told = new AtomicReference<>();
        ClientInterceptors.intercept(new Ending(end), new Reconnection())
                .newCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT)
                .start(
                        new ClientCall.Listener<>() {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                told.set(status);
                            }
                        },
                        new Metadata());
        return told.get();
    }

    /** A connection on which every call ends at once. */
    private static final class Ending extends Channel {
        private final Status end;

        private Ending(Status end) {
            this.end = end;
        }

        @Override
        public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
            return new ClientCall<>() {
                @Override
                public void start(Listener<R> listener, Metadata headers) {
                    listener.onClose(end, new Metadata());
                }

                @Override
                public void request(int count) {}

                @Override
                public void cancel(String message, Throwable cause) {}

                @Override
                public void halfClose() {}

                @Override
                public void sendMessage(Q message) {}
            };
        }

        @Override
        public String authority() {
            return "nobody";
        }
    }
}
