// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import java.util.Set;

/** Has recent answers forgotten when a call begins that may change something, and again before its caller is told the outcome. */
final class Forgetting implements ServerInterceptor {
    /** They change nothing; every other call might. */
    private static final Set<String> QUESTIONS = Set.of(
            "ContainerStats",
            "ContainerStatus",
            "GetContainerEvents",
            "ImageFsInfo",
            "ImageStatus",
            "ListContainerStats",
            "ListContainers",
            "ListImages",
            "ListMetricDescriptors",
            "ListPodSandbox",
            "ListPodSandboxMetrics",
            "ListPodSandboxStats",
            "PodSandboxStats",
            "PodSandboxStatus",
            "RuntimeConfig",
            "Status",
            "StreamContainerStats",
            "StreamContainers",
            "StreamImages",
            "StreamPodSandboxMetrics",
            "StreamPodSandboxStats",
            "StreamPodSandboxes",
            "Version");

    private final Runnable forget;

    /** @param forget lets go of what was answered before */
    Forgetting(Runnable forget) {
        this.forget = forget;
    }

    /** The same service, watched over. */
    BindableService around(BindableService service) {
        return () -> ServerInterceptors.intercept(service, this);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (QUESTIONS.contains(call.getMethodDescriptor().getBareMethodName())) {
            return next.startCall(call, headers);
        }
        forget.run();
        return next.startCall(new Changing<>(call), headers);
    }

    private final class Changing<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private Changing(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void sendMessage(R message) {
            forget.run();
            super.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            forget.run();
            super.close(status, trailers);
        }
    }
}
