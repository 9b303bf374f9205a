// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CarefulRequestsTest {
    private static final MethodDescriptor<byte[], byte[]> ALLOCATE = CellServiceGrpc.getAllocateMethod().toBuilder(
                    new Bytes(), new Bytes())
            .build();

    @TempDir
    Path directory;

    private TestNode node;

    /** Sends what is to be sent as it is. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream bytes) {
            try {
                return bytes.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void serve() {
        node = new TestNode(directory);
        node.start();
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n\u007f", "\n\u0004\n\u0002\u00c0\u00af", "\u0007"})
    void whatIsNoMessageIsRefusedAndAudited(String bytes) {
        byte[] request = bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() ->
                        ClientCalls.blockingUnaryCall(node.stub().getChannel(), ALLOCATE, CallOptions.DEFAULT, request))
                .withMessageStartingWith(
                        "INVALID_ARGUMENT: request of aurae.cells.v0.CellService/Allocate cannot be read: '")
                .withMessageEndingWith("(expected: the message of that method)");
        await().untilAsserted(() -> Assertions.assertThat(node.audit)
                .singleElement()
                .satisfies(line -> Assertions.assertThat(line.code()).isEqualTo(Status.Code.INVALID_ARGUMENT)));
    }

    @Test
    void aCallWithoutARequestIsRefused() throws Exception {
        CompletableFuture<Status> end = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = node.stub().getChannel().newCall(ALLOCATE, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        call.halfClose();

        Assertions.assertThat(end.get().toString()).contains("INVALID_ARGUMENT", "no request (expected: one)");
    }

    @Test
    void noStatusIsTooLongForItsHeader() {
        HealthCheckRequest request =
                HealthCheckRequest.newBuilder().setService("é".repeat(70_000)).build();

        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() ->
                        HealthGrpc.newBlockingStub(node.stub().getChannel()).check(request))
                .withMessageStartingWith("NOT_FOUND: unknown service éé")
                .withMessageContaining("…");
    }
}
