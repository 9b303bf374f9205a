// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads of a connection: one that moves bytes, and a virtual one for each piece of work. */
final class Loops {
    /**
     * How much of a stream, and of a connection, is on its way to a reader that does not read. Said outright, because otherwise the
     * transport measures the way with a ping for each answer, which wakes both ends once more.
     */
    static final int FLOW_CONTROL_BYTES = 1 << 20;

    private Loops() {}

    /** One thread, which does not keep the process alive. */
    static EventLoopGroup newLoop(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    }

    /** Ends the thread, once what it has to do at once is done. */
    static void stop(EventLoopGroup loop) throws InterruptedException {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }

    /** A virtual thread for each task. */
    static Executor perTask(String name) {
        ThreadFactory threads = Thread.ofVirtual().name(name + "-", 0).factory();
        return task -> threads.newThread(task).start();
    }
}
