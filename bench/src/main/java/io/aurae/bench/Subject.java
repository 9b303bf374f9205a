// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.FaultCode;
import io.aurae.cri.v1.PodSandboxConfig;
import io.grpc.StatusRuntimeException;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A target while it runs: its daemons, a connection, and the pods that are up. Used by one thread. */
final class Subject implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final List<String> TRUE = List.of("true");

    private final Target target;
    private final Enclosure enclosure;
    private final ImageRegistry registry;
    private final EventLoopGroup loop;
    private final PodRequests requests;
    private final Deque<String> pods = new ArrayDeque<>();
    private String lastContainer = "";
    private @Nullable CriClient connection;

    Subject(Target target, Enclosure enclosure, ImageRegistry registry, EventLoopGroup loop) {
        this.target = target;
        this.enclosure = enclosure;
        this.registry = registry;
        this.loop = loop;
        this.requests = new PodRequests(enclosure);
    }

    Target target() {
        return target;
    }

    Enclosure enclosure() {
        return enclosure;
    }

    /** Starts the daemons and waits until they can run pods. */
    void start() throws IOException, InterruptedException {
        Path socket = target.start(enclosure, registry);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!isReady(socket)) {
            if (System.nanoTime() > deadline) {
                throw new BenchException(
                        FaultCode.DEADLINE_EXCEEDED,
                        "'" + target.name() + "' is not ready (expected: within " + START_SECONDS + " s); see "
                                + enclosure.log());
            }
            Thread.sleep(50);
        }
    }

    private boolean isReady(Path socket) throws InterruptedException {
        if (!Files.exists(socket)) {
            return false;
        }
        if (connection == null) {
            connection = new CriClient(socket, loop);
        }
        return connection.isReady();
    }

    private CriClient cri() {
        if (connection == null) {
            throw BenchException.failed("'" + target.name() + "' is not started");
        }
        return connection;
    }

    /** What it says of itself, and what it runs containers with. */
    String version() throws InterruptedException {
        return cri().version() + ", " + target.runtimeVersion();
    }

    void pullImages() {
        call("PullImage", () -> cri().pull(ImageRegistry.BUSYBOX));
    }

    /** Pulls a large image of which nothing is there, and removes it again, which is not timed. */
    void pullLarge(Samples samples) {
        samples.time(Measure.PULL, () -> call("PullImage", () -> cri().pull(LargeImage.NAME)));
        call("RemoveImage", () -> cri().removeImage(LargeImage.NAME));
    }

    /** Runs one more pod with its container, and commands in it. */
    void raise(int execs, Samples samples) {
        PodSandboxConfig config = requests.nextPod();
        samples.time(Measure.RUN_POD, () -> call("RunPodSandbox", () -> pods.add(cri().runPod(config))));
        String pod = pods.getLast();
        String[] container = new String[1];
        samples.time(
                Measure.CREATE_AND_START,
                () -> call("Create+Start", () -> {
                    container[0] = cri().create(pod, config, PodRequests.sleep());
                    cri().start(container[0]);
                }));
        lastContainer = container[0];
        for (int i = 0; i < execs; i++) {
            samples.time(Measure.EXEC, () -> call("ExecSync", () -> cri().exec(container[0], TRUE)));
        }
    }

    /** Lists all containers; there must be one in each pod. */
    void list(Samples samples) {
        int[] count = new int[1];
        samples.time(Measure.LIST, () -> call("ListContainers", () -> count[0] = cri().countContainers()));
        if (count[0] != pods.size()) {
            throw BenchException.failed(
                    "'" + target.name() + "' lists '" + count[0] + "' containers (expected: " + pods.size() + ")");
        }
    }

    /** Asks for one container's status, and for the statistics of all pods where there are any. */
    void look(Samples samples) {
        samples.time(Measure.STATUS, () -> call("ContainerStatus", () -> cri().status(lastContainer)));
        long begin = System.nanoTime();
        OptionalInt[] count = new OptionalInt[1];
        call("ListPodSandboxStats", () -> count[0] = cri().countPodStats());
        if (count[0].isPresent()) {
            samples.add(Measure.STATS, (System.nanoTime() - begin) / 1e6);
        }
    }

    /** Runs that many pods, each with its container, all at once, and takes them down again, which is not timed. */
    void burst(int count, Samples samples) throws InterruptedException {
        CriClient cri = cri();
        List<PodSandboxConfig> configs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            configs.add(requests.nextPod());
        }
        Queue<String> made = new ConcurrentLinkedQueue<>();
        long begin = System.nanoTime();
        atOnce(configs, config -> {
            String pod = cri.runPod(config);
            made.add(pod);
            cri.start(cri.create(pod, config, PodRequests.sleep()));
        });
        samples.add(Measure.BURST, (System.nanoTime() - begin) / 1e6);
        atOnce(made, pod -> {
            cri.stopPod(pod);
            cri.removePod(pod);
        });
    }

    private <T> void atOnce(Collection<T> items, Consumer<T> work) throws InterruptedException {
        List<FutureTask<Void>> tasks = items.stream()
                .map(item -> new FutureTask<Void>(() -> call("one of many calls", () -> work.accept(item)), null))
                .toList();
        tasks.forEach(Thread.ofPlatform().daemon().name("at-once-", 0)::start);
        for (FutureTask<Void> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                throw BenchException.failed("'" + target.name() + "': " + e.getMessage(), e);
            }
        }
    }

    /** Stops the pod that is up longest, with its container running, and removes it. */
    void lower(Samples samples) {
        String pod = pods.remove();
        long begin = System.nanoTime();
        samples.time(Measure.STOP, () -> call("StopPodSandbox", () -> cri().stopPod(pod)));
        samples.time(Measure.REMOVE, () -> call("RemovePodSandbox", () -> cri().removePod(pod)));
        samples.add(Measure.STOP_AND_REMOVE, (System.nanoTime() - begin) / 1e6);
    }

    /** Takes all pods down, all at once. */
    void lowerAll() throws InterruptedException {
        CriClient cri = cri();
        atOnce(List.copyOf(pods), pod -> {
            cri.stopPod(pod);
            cri.removePod(pod);
        });
        pods.clear();
    }

    int podCount() {
        return pods.size();
    }

    private void call(String name, Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException e) {
            throw BenchException.failed(
                    name + " of '" + target.name() + "' failed: " + e.getStatus() + "; see " + enclosure.log(), e);
        }
    }

    /** Ends the daemons and whatever else is left; images stay. Repeating: does nothing. */
    void stop() throws InterruptedException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
        enclosure.end();
        pods.clear();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
