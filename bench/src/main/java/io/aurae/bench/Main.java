// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.AuraeException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures this machine's runtimes; see {@link Settings} for the flags. Needs root. */
public final class Main {
    private Main() {}

    /** Ends with exit code 1 when something could not be measured; a missed goal is no failure. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        try {
            run(Settings.parse(List.of(arguments)));
        } catch (AuraeException e) {
            System.err.println("bench: " + e.getMessage());
            for (Throwable one : e.getSuppressed()) {
                System.err.println("bench: also: " + one.getMessage());
            }
            System.exit(1);
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
