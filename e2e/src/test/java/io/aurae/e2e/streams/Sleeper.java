// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A caller of a stream who reads one answer, and no more until it is woken. */
final class Sleeper<Q, R> implements ClientResponseObserver<Q, R> {
    private static final long PATIENCE_SECONDS = 60;

    private final Consumer<R> answers;
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final CompletableFuture<ClientCallStreamObserver<?>> call = new CompletableFuture<>();
    private final CountDownLatch first = new CountDownLatch(1);

    /** @param answers gets what is read */
    Sleeper(Consumer<R> answers) {
        this.answers = answers;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        stream.disableAutoRequestWithInitial(1);
        call.complete(stream);
    }

    void awaitFirst() throws InterruptedException {
        assertThat(first.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Lets it read all that comes. */
    void wake() {
        call.join().request(Integer.MAX_VALUE);
    }

    Status awaitEnd() throws Exception {
        return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onNext(R answer) {
        answers.accept(answer);
        first.countDown();
    }

    @Override
    public void onError(Throwable failure) {
        ended.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        ended.complete(Status.OK);
    }
}
