// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended.
 *
 * @param status absent when it had not ended by itself, and was cancelled
 * @param messages how many came back
 */
record Answer(@Nullable Status status, int messages) {
    private static final int MESSAGES_MAX = 64;

    boolean accepted() {
        return status == null || status.isOk();
    }

    Status.@Nullable Code code() {
        return status == null ? null : status.getCode();
    }

    String description() {
        return status == null || status.getDescription() == null ? "" : status.getDescription();
    }

    /** Calls, and waits so long for the end. */
    static Answer to(Channel channel, Attempt attempt, Duration patience) throws InterruptedException {
        ClientCall<ByteString, DynamicMessage> call =
                channel.newCall(descriptor(attempt.method()), CallOptions.DEFAULT);
        Ear ear = new Ear(call);
        call.start(ear, new Metadata());
        call.request(MESSAGES_MAX);
        attempt.messages().forEach(call::sendMessage);
        if (attempt.halfClosed()) {
            call.halfClose();
        }
        boolean ended = ear.ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            call.cancel("the test has seen enough", null);
        }
        return new Answer(ended ? ear.status : null, ear.messages.get());
    }

    private static io.grpc.MethodDescriptor<ByteString, DynamicMessage> descriptor(MethodDescriptor method) {
        return io.grpc.MethodDescriptor.<ByteString, DynamicMessage>newBuilder()
                .setType(type(method))
                .setFullMethodName(io.grpc.MethodDescriptor.generateFullMethodName(
                        method.getService().getFullName(), method.getName()))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
                .build();
    }

    private static MethodType type(MethodDescriptor method) {
        if (method.isClientStreaming()) {
            return method.isServerStreaming() ? MethodType.BIDI_STREAMING : MethodType.CLIENT_STREAMING;
        }
        return method.isServerStreaming() ? MethodType.SERVER_STREAMING : MethodType.UNARY;
    }

    /** Sends what is to be sent as it is. */
    private static final class Bytes implements Marshaller<ByteString> {
        @Override
        public InputStream stream(ByteString message) {
            return message.newInput();
        }

        @Override
        public ByteString parse(InputStream message) {
            throw new UnsupportedOperationException("answers are messages");
        }
    }

    /** Reads up to a bound; a stream that has more than that has shown that it streams. */
    private static final class Ear extends ClientCall.Listener<DynamicMessage> {
        private final ClientCall<?, ?> call;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicInteger messages = new AtomicInteger();
        private volatile @Nullable Status status;

        private Ear(ClientCall<?, ?> call) {
            this.call = call;
        }

        @Override
        public void onMessage(DynamicMessage message) {
            if (messages.incrementAndGet() == MESSAGES_MAX) {
                call.cancel("the test has read enough", null);
            }
        }

        @Override
        public void onClose(Status end, Metadata trailers) {
            if (messages.get() < MESSAGES_MAX) {
                status = end;
            }
            ended.countDown();
        }
    }
}
