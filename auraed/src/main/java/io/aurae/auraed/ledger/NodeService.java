// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

import io.aurae.proto.node.v0.NodeServiceCheckRequest;
import io.aurae.proto.node.v0.NodeServiceCheckResponse;
import io.aurae.proto.node.v0.NodeServiceGrpc;
import io.grpc.stub.StreamObserver;

/** Adapts the calls of {@code aurae.node.v0}. */
public final class NodeService extends NodeServiceGrpc.NodeServiceImplBase {
    private final Ledger ledger;

    public NodeService(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void check(NodeServiceCheckRequest request, StreamObserver<NodeServiceCheckResponse> answer) {
        if (request.getRepair()) {
            ledger.mend();
        }
        NodeServiceCheckResponse.Builder response =
                NodeServiceCheckResponse.newBuilder().setRecordedCount(ledger.size());
        ledger.inspect().stream().map(NodeService::message).forEach(response::addFindings);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    private static io.aurae.proto.node.v0.Finding message(Finding finding) {
        var message = io.aurae.proto.node.v0.Finding.newBuilder().setMessage(finding.message());
        return switch (finding) {
            case Finding.Unknown(KernelObject object) ->
                message.setKind(io.aurae.proto.node.v0.Finding.Kind.KIND_UNKNOWN)
                        .setObject(object.kind().toString())
                        .setName(object.name())
                        .build();
            case Finding.Missing(KernelObject object, String owner) ->
                message.setKind(io.aurae.proto.node.v0.Finding.Kind.KIND_MISSING)
                        .setObject(object.kind().toString())
                        .setName(object.name())
                        .setOwner(owner)
                        .build();
            case Finding.Broken(String sentence) ->
                message.setKind(io.aurae.proto.node.v0.Finding.Kind.KIND_BROKEN).build();
        };
    }
}
