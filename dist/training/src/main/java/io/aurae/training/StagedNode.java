// SPDX-License-Identifier: Apache-2.0
package io.aurae.training;

import com.google.protobuf.Timestamp;
import io.aurae.identity.IdentityFiles;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellGraphNode;
import io.aurae.proto.cells.v0.CellRoot;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceListResponse;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.cells.v0.MemoryController;
import io.aurae.proto.cells.v0.Mount;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PodServiceGrpc;
import io.aurae.proto.pods.v0.PodServiceListRequest;
import io.aurae.proto.pods.v0.PodServiceListResponse;
import io.aurae.proto.pods.v0.PodState;
import io.aurae.proto.pods.v0.PodStatus;
import io.aurae.proto.pods.v0.PortMapping;
import io.aurae.rpc.AuraeServer;
import io.aurae.rpc.AuraeServerBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;

/**
 * A node on whose stage one pod runs for ever. Making a real one takes an image, and so a registry, which nobody has who only builds; and
 * what is in a list decides which classes a reader of the list needs.
 */
final class StagedNode {
    private static final Timestamp STARTED =
            Timestamp.newBuilder().setSeconds(1_700_000_000L).build();

    private StagedNode() {}

    static void serve(Path pki, Path socket) throws InterruptedException {
        try (AuraeServer server = AuraeServerBuilder.onSocket(socket, IdentityFiles.in(pki, "node"))
                .service(new PodList())
                .service(new CellList())
                .start()) {
            server.awaitTermination();
        }
    }

    private static final class PodList extends PodServiceGrpc.PodServiceImplBase {
        @Override
        public void list(PodServiceListRequest request, StreamObserver<PodServiceListResponse> answer) {
            PodStatus pod = PodStatus.newBuilder()
                    .setPod(Pod.newBuilder()
                            .setName("web")
                            .putLabels("app", "web")
                            .putAnnotations("note", "staged")
                            .addPortMappings(
                                    PortMapping.newBuilder().setHostPort(8080).setContainerPort(80)))
                    .setState(PodState.POD_STATE_RUNNING)
                    .setPid(1)
                    .addIps("10.0.0.2")
                    .setCreatedAt(STARTED)
                    .setStartedAt(STARTED)
                    .build();
            answer.onNext(PodServiceListResponse.newBuilder().addPods(pod).build());
            answer.onCompleted();
        }
    }

    private static final class CellList extends CellServiceGrpc.CellServiceImplBase {
        @Override
        public void list(CellServiceListRequest request, StreamObserver<CellServiceListResponse> answer) {
            Executable main =
                    Executable.newBuilder().setName("nginx").addArgs("nginx").build();
            Cell cell = Cell.newBuilder()
                    .setName("web/nginx")
                    .setMemory(MemoryController.newBuilder().setMax(1 << 26))
                    .putLabels("app", "web")
                    .putAnnotations("note", "staged")
                    .setRoot(CellRoot.newBuilder().setImage("nginx"))
                    .addMounts(Mount.newBuilder().setSource("/srv").setTarget("/srv"))
                    .setMain(main)
                    .setCreatedAt(STARTED)
                    .build();
            ExecutableStatus status = ExecutableStatus.newBuilder()
                    .setExecutable(main)
                    .setState(ExecutableState.EXECUTABLE_STATE_RUNNING)
                    .setPid(1)
                    .setStartedAt(STARTED)
                    .build();
            answer.onNext(CellServiceListResponse.newBuilder()
                    .addCells(CellGraphNode.newBuilder().setCell(cell).addExecutables(status))
                    .build());
            answer.onCompleted();
        }
    }
}
