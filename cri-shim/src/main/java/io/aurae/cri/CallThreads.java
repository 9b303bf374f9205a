// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * On which thread a call is served: one of its own, which may block, except for calls that find out by themselves whether they have to wait.
 * Those are served by the thread that has received them, because waking another one takes longer than an answer from memory.
 */
record CallThreads(Executor own) implements ServerCallExecutorSupplier {
    /** They are answered through {@link Recent#tell}. */
    private static final Set<String> NEVER_WAIT = Set.of("ListContainers", "ContainerStatus");

    @Override
    public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
        return NEVER_WAIT.contains(call.getMethodDescriptor().getBareMethodName()) ? Runnable::run : own;
    }
}
