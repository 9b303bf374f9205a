// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.aurae.cri.v1.ContainerEventResponse;
import io.aurae.cri.v1.ContainerEventType;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.GetEventsRequest;
import io.aurae.cri.v1.ListPodSandboxMetricsRequest;
import io.aurae.cri.v1.PodSandboxState;
import io.aurae.cri.v1.ReopenContainerLogRequest;
import io.aurae.cri.v1.RuntimeServiceGrpc;
import io.aurae.cri.v1.RuntimeServiceGrpc.RuntimeServiceBlockingStub;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Shim;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code crictl} does not call, or not to its end. */
@OnNode
class CriWireIT {
    private static Node node;
    private static Shim shim;
    private static CriConnection connection;
    private static RuntimeServiceBlockingStub runtime;
    private static String pod;
    private static String container;

    @BeforeAll
    static void start(Node shared) throws IOException {
        node = shared;
        shim = Shim.start(node);
        connection = CriConnection.to(shim);
        runtime = RuntimeServiceGrpc.newBlockingStub(connection.channel());
        pod = file("wire-pod.json", """
            {"metadata": {"name": "wire", "namespace": "default", "uid": "2"}, "log_directory": "%s"}
            """.formatted(node.directory()));
        container = file("wire-container.json", """
            {"metadata": {"name": "box"}, "image": {"image": "busybox"}, "log_path": "box.log",
             "command": ["sh", "-c", "trap 'exit 7' TERM; i=0; while :; do i=$((i+1)); echo line $i; sleep 0.2; done"]}
            """);
        crictl("pull", "busybox");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (shim != null) {
            connection.close();
            shim.stop();
        }
    }

    @AfterEach
    void removePods() {
        crictl("rmp", "--force", "--all");
    }

    @Test
    void whatHappensIsToldAsItHappensAndHowItIsThen() {
        List<ContainerEventResponse> told = new CopyOnWriteArrayList<>();
        Context.CancellableContext call = Context.current().withCancellation();
        Thread watcher = Thread.ofVirtual().start(call.wrap(() -> watch(told)));
        awaitWatched(told);

        told.clear();
        String sandbox = crictl("runp", pod);
        String id = crictl("create", sandbox, container, pod);
        crictl("start", id);
        crictl("stop", "--timeout", "10", id);
        crictl("rm", id);
        crictl("stopp", sandbox);
        crictl("rmp", sandbox);

        await().until(() -> told.size() >= 8);
        call.cancel(null);
        await().until(() -> !watcher.isAlive());
        assertThat(told)
                .extracting(ContainerEventResponse::getContainerId, ContainerEventResponse::getContainerEventType)
                .containsExactly(
                        tuple(sandbox, ContainerEventType.CONTAINER_CREATED_EVENT),
                        tuple(sandbox, ContainerEventType.CONTAINER_STARTED_EVENT),
                        tuple(id, ContainerEventType.CONTAINER_CREATED_EVENT),
                        tuple(id, ContainerEventType.CONTAINER_STARTED_EVENT),
                        tuple(id, ContainerEventType.CONTAINER_STOPPED_EVENT),
                        tuple(id, ContainerEventType.CONTAINER_DELETED_EVENT),
                        tuple(sandbox, ContainerEventType.CONTAINER_STOPPED_EVENT),
                        tuple(sandbox, ContainerEventType.CONTAINER_DELETED_EVENT));
        assertThat(told)
                .allSatisfy(one -> assertThat(
                                one.getPodSandboxStatus().getMetadata().getName())
                        .isEqualTo("wire"));
        assertThat(told.get(4).getContainersStatuses(0).getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
        assertThat(told.get(4).getContainersStatuses(0).getExitCode()).isEqualTo(7);
        assertThat(told.get(6).getPodSandboxStatus().getState()).isEqualTo(PodSandboxState.SANDBOX_NOTREADY);
    }

    private static void watch(List<ContainerEventResponse> told) {
        try {
            Iterator<ContainerEventResponse> events = runtime.getContainerEvents(GetEventsRequest.getDefaultInstance());
            events.forEachRemaining(told::add);
        } catch (StatusRuntimeException e) {
            return; // cancelled at the end of the test
        }
    }

    /** Nothing tells when the watch has begun, but that something is told. */
    private static void awaitWatched(List<ContainerEventResponse> told) {
        await().until(() -> {
            crictl("rmp", "--force", crictl("runp", pod));
            return !told.isEmpty();
        });
        await().until(() -> told.getLast().getContainerEventType() == ContainerEventType.CONTAINER_DELETED_EVENT);
    }

    @Test
    void aLogThatWasMovedAwayIsBegunAnewWithoutALostLine() throws IOException {
        String id = crictl("run", container, pod);
        Path log = node.directory().resolve("box.log");
        Path moved = node.directory().resolve("box.log.1");
        await().until(() -> Files.readString(log).contains("line 3\n"));

        Files.move(log, moved);
        runtime.reopenContainerLog(
                ReopenContainerLogRequest.newBuilder().setContainerId(id).build());

        await().until(() -> Files.exists(log) && Files.readString(log).lines().count() > 2);
        List<String> before = Files.readAllLines(moved);
        long first = number(Files.readAllLines(log).getFirst());
        assertThat(number(before.getLast()) + 1).isEqualTo(first);
        assertThat(runtime.listPodSandboxMetrics(ListPodSandboxMetricsRequest.getDefaultInstance())
                        .getPodMetrics(0)
                        .getContainerMetrics(0)
                        .getMetricsList())
                .isNotEmpty();
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static String crictl(String... words) {
        return shim.crictl(words).orFail();
    }

    private static String file(String name, String text) {
        return node.write(name, text).toString();
    }
}
