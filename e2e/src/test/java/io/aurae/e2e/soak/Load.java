// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.soak;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.e2e.Library;
import io.aurae.e2e.Node;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One caller that does the same thing over and over, by a connection of its own, until it is stopped. A call that the daemon's death cut
 * off is made again; whatever else goes wrong ends the load and fails the test.
 */
final class Load implements AutoCloseable {
    /** One round; the number grows from 0. */
    interface Round {
        void run(Library library, int number) throws Exception;
    }

    private final String name;
    private final AuraeClient client;
    private final Thread thread;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Load(Node node, String name, Round round) {
        this.name = name;
        this.client = AuraeClient.open(ClientConfig.load(node.clientConfig()));
        this.thread = Thread.ofPlatform().name(name).start(() -> loop(new Library(client), round));
    }

    static Load start(Node node, String name, Round round) {
        return new Load(node, name, round);
    }

    private void loop(Library library, Round round) {
        try {
            while (going.get()) {
                round.run(library, rounds.get());
                rounds.incrementAndGet();
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    /** Makes a call again for as long as nobody answers it. */
    static void whateverDies(Library library, Consumer<Library> call) {
        while (true) {
            try {
                call.accept(library);
                return;
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                    throw e;
                }
            }
        }
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    /** Ends after the round that is under way, and answers how many there were. */
    int end() throws InterruptedException {
        going.set(false);
        thread.join();
        client.close();
        Throwable cause = failure.get();
        if (cause != null) {
            throw new AssertionError("load '" + name + "' failed in round " + rounds, cause);
        }
        return rounds.get();
    }

    @Override
    public void close() {
        going.set(false);
        client.close();
    }
}
