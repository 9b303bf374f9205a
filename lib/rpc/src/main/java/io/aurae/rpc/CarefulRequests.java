// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests that are no message of their type come as far as {@link Faults}, which refuses them. Left to itself the server ends such a
 * call as a failure of its own, with no word for the caller and none in the log.
 */
public final class CarefulRequests {
    /** In the place of a request that cannot be read. */
    record Unreadable(String reason) {
        Status status(MethodDescriptor<?, ?> method) {
            return Status.INVALID_ARGUMENT.withDescription("request of " + method.getFullMethodName()
                    + " cannot be read: '" + reason + "' (expected: the message of that method)");
        }
    }

    private CarefulRequests() {}

    /** The same service, taking any bytes. */
    public static ServerServiceDefinition of(ServerServiceDefinition service) {
        ServiceDescriptor was = service.getServiceDescriptor();
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        service.getMethods().forEach(method -> methods.add(careful(method)));
        ServiceDescriptor.Builder is =
                ServiceDescriptor.newBuilder(was.getName()).setSchemaDescriptor(was.getSchemaDescriptor());
        methods.forEach(method -> is.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder careful = ServerServiceDefinition.builder(is.build());
        methods.forEach(careful::addMethod);
        return careful.build();
    }

    @SuppressWarnings("unchecked") // what is no Q stops at Faults, in front of every handler
    private static <Q, R> ServerMethodDefinition<Object, R> careful(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> was = method.getMethodDescriptor();
        if (!(was.getRequestMarshaller() instanceof PrototypeMarshaller<Q> marshaller)) {
            throw new IllegalArgumentException(was.getFullMethodName() + " takes no protobuf messages");
        }
        MethodDescriptor<Object, R> is = was.toBuilder(new CarefulMarshaller<>(marshaller), was.getResponseMarshaller())
                .build();
        return ServerMethodDefinition.create(is, (ServerCallHandler<Object, R>) method.getServerCallHandler());
    }

    private record CarefulMarshaller<Q>(PrototypeMarshaller<Q> messages) implements PrototypeMarshaller<Object> {
        @Override
        public Class<Object> getMessageClass() {
            return Object.class;
        }

        @Override
        public @Nullable Object getMessagePrototype() {
            return messages.getMessagePrototype();
        }

        @Override
        public Object parse(InputStream bytes) {
            try {
                return messages.parse(bytes);
            } catch (StatusRuntimeException e) {
                Throwable cause = e.getCause();
                return new Unreadable(cause == null ? e.toString() : String.valueOf(cause.getMessage()));
            }
        }

        @Override
        @SuppressWarnings("unchecked") // only messages are sent on
        public InputStream stream(Object message) {
            return messages.stream((Q) message);
        }
    }
}
