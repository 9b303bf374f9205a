// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.failpoints;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.base.Failpoint;
import io.aurae.proto.failpoints.v0.FailpointServiceClearRequest;
import io.aurae.proto.failpoints.v0.FailpointServiceClearResponse;
import io.aurae.proto.failpoints.v0.FailpointServiceGrpc;
import io.aurae.proto.failpoints.v0.FailpointServiceListRequest;
import io.aurae.proto.failpoints.v0.FailpointServiceListResponse;
import io.aurae.proto.failpoints.v0.FailpointServiceSetRequest;
import io.aurae.proto.failpoints.v0.FailpointServiceSetResponse;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Adapts the calls of {@code aurae.failpoints.v0}. */
public final class FailpointService extends FailpointServiceGrpc.FailpointServiceImplBase {
    @Override
    public void set(FailpointServiceSetRequest request, StreamObserver<FailpointServiceSetResponse> answer) {
        if (request.getPoint().isEmpty()) {
            throw ResourceException.invalid("failpoint '' (expected: a name, such as cell.allocate.cgroup)");
        }
        Failpoint.arm(request.getPoint(), request.getAction());
        answer.onNext(FailpointServiceSetResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void clear(FailpointServiceClearRequest request, StreamObserver<FailpointServiceClearResponse> answer) {
        Failpoint.clear();
        answer.onNext(FailpointServiceClearResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void list(FailpointServiceListRequest request, StreamObserver<FailpointServiceListResponse> answer) {
        Set<String> reached = Failpoint.reached();
        Map<String, String> armed = Failpoint.armed();
        Set<String> names = new TreeSet<>(reached);
        names.addAll(armed.keySet());
        FailpointServiceListResponse.Builder response = FailpointServiceListResponse.newBuilder();
        for (String name : names) {
            response.addFailpointsBuilder()
                    .setPoint(name)
                    .setAction(armed.getOrDefault(name, ""))
                    .setReached(reached.contains(name));
        }
        answer.onNext(response.build());
        answer.onCompleted();
    }
}
