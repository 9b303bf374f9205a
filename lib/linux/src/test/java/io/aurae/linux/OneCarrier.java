// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/**
 * A program of its own, to be run with one carrier: what hangs on one virtual thread does not keep another from running. Its argument is a
 * socket where callers stand in line for ever.
 */
final class OneCarrier {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private OneCarrier() {}

    public static void main(String[] arguments) throws InterruptedException {
        Linux linux = Linux.load();
        linux.use(Path.of("/")); // loads the library, so that programs are started by it
        CountDownLatch begun = new CountDownLatch(2);
        Thread program = Thread.ofVirtual().start(() -> {
            begun.countDown();
            hang(linux);
        });
        Thread socket = Thread.ofVirtual().start(() -> {
            begun.countDown();
            stand(linux, Path.of(arguments[0]));
        });
        begun.await();
        while (ProcessHandle.current().children().findAny().isEmpty()) {
            Thread.onSpinWait();
        }
        awaitParked(program);
        awaitParked(socket);
        Thread.ofVirtual().start(() -> System.out.println("others run")).join();
        program.join();
        socket.join();
    }

    /** A thread that waits in the kernel, and so holds its carrier, is runnable for the JVM: this does not return then. */
    private static void awaitParked(Thread thread) {
        while (thread.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
    }

    private static void hang(Linux linux) {
        try {
            new ShortRun(linux, ShortRun.quiet(List.of("/bin/sh", "-c", "sleep 1000; echo late")), DEADLINE).run("");
        } catch (TimeoutException e) {
            System.out.println("program: " + e.getMessage());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stand(Linux linux, Path path) {
        try {
            linux.connectSeqPacket(path).close();
        } catch (LinuxException e) {
            System.out.println("socket: " + e.errno());
        }
    }
}
