// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.AuraeException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Measures this machine's runtimes; see {@link Settings} for the flags. Needs root. */
public final class Main {
    private Main() {}

    /** Ends with exit code 1 when something could not be measured; a missed goal is no failure. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            run(Settings.parse(List.of(arguments)));
        } catch (AuraeException e) {
            explain(e.getMessage(), e);
            System.exit(1);
        } catch (IOException e) {
            explain(e.toString(), e);
            System.exit(1);
        }
    }

    private static void explain(@Nullable String message, Throwable failure) {
        System.err.println("bench: " + message);
        for (Throwable also : failure.getSuppressed()) {
            explain(also.getMessage(), also);
        }
    }

    private static void run(Settings settings) throws IOException, InterruptedException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (Ground ground = Ground.prepare(settings.output())) {
            Runtime.getRuntime().addShutdownHook(new Thread(ground::close, "cleaner")); // when interrupted, too
            new Bench(settings, ground, loop, System.out).run();
        } finally {
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }
}
