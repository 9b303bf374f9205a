// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageConfig;
import io.aurae.proto.images.v0.ImageServiceGrpc.ImageServiceImplBase;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.images.v0.ImageServiceListResponse;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.images.v0.ImageServicePullResponse;
import io.aurae.proto.images.v0.ImageServiceRemoveRequest;
import io.aurae.proto.images.v0.ImageServiceRemoveResponse;
import io.aurae.proto.images.v0.ImageServiceStatusRequest;
import io.aurae.proto.images.v0.ImageServiceStatusResponse;
import io.aurae.proto.images.v0.PullProgress;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** An image store whose registry has every image but those named {@code missing}. */
final class FakeImages extends ImageServiceImplBase {
    static final String DIGEST = "sha256:" + "ab".repeat(32);

    final Map<String, Image> images = new ConcurrentSkipListMap<>();

    void add(String reference) {
        images.put(
                reference,
                Image.newBuilder()
                        .setId("sha256:" + "cd".repeat(32))
                        .addTags("docker.io/library/" + reference + ":latest")
                        .addDigests("docker.io/library/" + reference + "@" + DIGEST)
                        .setSizeBytes(12_345_678)
                        .setConfig(
                                ImageConfig.newBuilder().addEntrypoint("/entry").addCommand("default"))
                        .build());
    }

    @Override
    public void pull(ImageServicePullRequest request, StreamObserver<ImageServicePullResponse> responses) {
        if (request.getReference().contains("missing")) {
            responses.onError(Status.NOT_FOUND
                    .withDescription("no image '" + request.getReference() + "' in the registry")
                    .asRuntimeException());
            return;
        }
        for (PullProgress.Phase phase : new PullProgress.Phase[] {
            PullProgress.Phase.PHASE_DOWNLOADING, PullProgress.Phase.PHASE_DOWNLOADING, PullProgress.Phase.PHASE_DONE
        }) {
            PullProgress progress = PullProgress.newBuilder()
                    .setDigest(DIGEST)
                    .setPhase(phase)
                    .setCurrentBytes(500)
                    .setTotalBytes(1000)
                    .build();
            responses.onNext(
                    ImageServicePullResponse.newBuilder().setProgress(progress).build());
        }
        add(request.getReference());
        responses.onNext(ImageServicePullResponse.newBuilder()
                .setImage(images.get(request.getReference()))
                .build());
        responses.onCompleted();
    }

    @Override
    public void list(ImageServiceListRequest request, StreamObserver<ImageServiceListResponse> responses) {
        responses.onNext(ImageServiceListResponse.newBuilder()
                .addAllImages(images.values())
                .build());
        responses.onCompleted();
    }

    @Override
    public void status(ImageServiceStatusRequest request, StreamObserver<ImageServiceStatusResponse> responses) {
        ImageServiceStatusResponse.Builder response = ImageServiceStatusResponse.newBuilder();
        Image image = images.get(request.getReference());
        responses.onNext((image == null ? response : response.setImage(image)).build());
        responses.onCompleted();
    }

    @Override
    public void remove(ImageServiceRemoveRequest request, StreamObserver<ImageServiceRemoveResponse> responses) {
        images.remove(request.getReference());
        responses.onNext(ImageServiceRemoveResponse.getDefaultInstance());
        responses.onCompleted();
    }
}
