// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.client.AuraeClient;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.instances.v0.Instance;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceAllocateRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Many callers who want one name at the same time. */
@OnNode
class OneNameIT {
    private static final int CALLERS = 8;

    private final Node node;

    OneNameIT(Node node) {
        this.node = node;
    }

    @Test
    void whoAsksForTheSameGetsTheSame() {
        assertThat(atOnce(caller -> cell("a"))).containsOnly(Status.Code.OK);
        assertThat(atOnce(caller -> pod("b"))).containsOnly(Status.Code.OK);
        assertThat(atOnce(caller -> instance("c"))).containsOnly(Status.Code.OK);
        assertThat(atOnce(caller -> OneNameIT::pull)).containsOnly(Status.Code.OK);
        assertThat(node.library().cells("")).hasSize(1);
    }

    @Test
    void ofThoseWhoWantDifferentThingsOneWins() {
        assertThat(atOnce(caller -> switch (caller % 3) {
                    case 0 -> cell("one");
                    case 1 -> pod("one");
                    default -> instance("one");
                }))
                .containsOnly(Status.Code.OK, Status.Code.ALREADY_EXISTS)
                .contains(Status.Code.OK);
        assertThat(atOnce(caller -> client -> client.cells()
                        .allocate(CellServiceAllocateRequest.newBuilder()
                                .setCell(Cell.newBuilder().setName("two").putLabels("caller", "" + caller))
                                .build())))
                .containsOnlyOnce(Status.Code.OK)
                .containsOnly(Status.Code.OK, Status.Code.ALREADY_EXISTS);
    }

    private interface Call {
        void make(AuraeClient client);
    }

    private static Call cell(String name) {
        return client -> client.cells()
                .allocate(CellServiceAllocateRequest.newBuilder()
                        .setCell(Cell.newBuilder().setName(name))
                        .build());
    }

    private static Call pod(String name) {
        return client -> client.pods()
                .allocate(PodServiceAllocateRequest.newBuilder()
                        .setPod(Pod.newBuilder().setName(name))
                        .build());
    }

    private static Call instance(String name) {
        return client -> client.instances()
                .spawn(InstanceServiceSpawnRequest.newBuilder()
                        .setInstance(Instance.newBuilder().setName(name))
                        .build());
    }

    private static void pull(AuraeClient client) {
        client.images()
                .pull(ImageServicePullRequest.newBuilder()
                        .setReference("busybox")
                        .build())
                .forEachRemaining(progress -> {});
    }

    /** The outcome for each caller. */
    private List<Status.Code> atOnce(IntFunction<Call> calls) {
        AuraeClient client = node.client();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Status.Code>> answers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Call call = calls.apply(caller);
                answers.add(callers.submit(() -> {
                    go.await();
                    return outcome(call, client);
                }));
            }
            go.countDown();
            List<Status.Code> codes = new ArrayList<>();
            for (Future<Status.Code> answer : answers) {
                codes.add(answer.get());
            }
            return codes;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static Status.Code outcome(Call call, AuraeClient client) {
        try {
            call.make(client);
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }
}
