// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * On which thread a call is served: one of its own, which may block. What can be answered from memory is answered by the thread that has
 * received it, because waking another one takes longer than the answer.
 */
final class CallThreads {
    /** They ask the node for nothing but containers. */
    private static final Set<String> OF_CONTAINERS = Set.of("ListContainers", "ContainerStatus");

    private final Optional<Recent> recent;

    private CallThreads(Optional<Recent> recent) {
        this.recent = recent;
    }

    /** Each call on a thread of its own. */
    static CallThreads always() {
        return new CallThreads(Optional.empty());
    }

    /** Questions that these answers suffice for are answered where they are received. */
    static CallThreads with(Recent recent) {
        return new CallThreads(Optional.of(recent));
    }

    /** @param own makes the threads */
    ServerCallExecutorSupplier choosing(Executor own) {
        return new ServerCallExecutorSupplier() {
            @Override
            public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
                boolean ofContainers =
                        OF_CONTAINERS.contains(call.getMethodDescriptor().getBareMethodName());
                return ofContainers ? task -> execute(task, own) : own;
            }
        };
    }

    private void execute(Runnable task, Executor own) {
        if (recent.isEmpty() || !recent.get().suffices(task)) {
            own.execute(task);
        }
    }
}
