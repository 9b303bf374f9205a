// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A caller of a stream who reads one answer, and no more until it is told to. */
public final class PacedReader<Q, R> implements ClientResponseObserver<Q, R> {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final long PATIENCE_SECONDS = 60;

    private final List<R> answers = new ArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CompletableFuture<ClientCallStreamObserver<Q>> call = new CompletableFuture<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    /** A service over a real connection that holds little of what is not read. */
    public record Connection(Server server, ManagedChannel channel) implements AutoCloseable {
        /** Serves it. */
        public static Connection to(BindableService service) {
            try {
                Server server = NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .addService(service)
                        .build()
                        .start();
                return new Connection(
                        server,
                        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                                .flowControlWindow(WINDOW_BYTES)
                                .usePlaintext()
                                .build());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        stream.disableAutoRequestWithInitial(1);
        call.complete(stream);
    }

    /** Returns when the first answer is there. */
    public void awaitFirst() throws InterruptedException {
        assertThat(first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Reads whatever comes from now on. */
    public void readOn() {
        call.join().request(Integer.MAX_VALUE);
    }

    /** Goes away. */
    public void leave() {
        call.join().cancel("enough", null);
    }

    /** All that was read. */
    public synchronized List<R> answers() {
        return List.copyOf(answers);
    }

    /** How the call ended. */
    public Status awaitEnd() throws Exception {
        return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void onNext(R answer) {
        answers.add(answer);
        first.countDown();
    }

    @Override
    public void onError(Throwable failure) {
        end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }
}
