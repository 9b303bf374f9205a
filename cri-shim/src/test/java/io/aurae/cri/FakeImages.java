// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.Timestamp;
import io.aurae.proto.images.v0.DiskUse;
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
import io.aurae.proto.images.v0.ImageServiceUsageRequest;
import io.aurae.proto.images.v0.ImageServiceUsageResponse;
import io.aurae.proto.images.v0.PlaceUse;
import io.aurae.proto.images.v0.PullProgress;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Images that are nothing but their records. */
final class FakeImages extends ImageServiceImplBase {
    static final Image NGINX = Image.newBuilder()
            .setId("sha256:" + "a1".repeat(32))
            .addTags("docker.io/library/nginx:latest")
            .addDigests("docker.io/library/nginx@sha256:" + "b2".repeat(32))
            .setSizeBytes(4_000_000)
            .setConfig(ImageConfig.newBuilder()
                    .setUser("101:102")
                    .addEntrypoint("/entry.sh")
                    .addCommand("nginx")
                    .addCommand("-g"))
            .build();

    final Map<String, Image> byId = new ConcurrentSkipListMap<>();

    /** How often an image was asked for. */
    final AtomicInteger questions = new AtomicInteger();

    @Override
    public void usage(ImageServiceUsageRequest request, StreamObserver<ImageServiceUsageResponse> caller) {
        FakeNode.answer(
                caller,
                ImageServiceUsageResponse.newBuilder()
                        .setPath("/images")
                        .setTotal(DiskUse.newBuilder().setBytes(7).setInodes(3))
                        .addPlaces(PlaceUse.newBuilder()
                                .setKind("writable layers")
                                .setPath("/layers")
                                .setUse(DiskUse.newBuilder().setBytes(9)))
                        .setCountedAt(Timestamp.newBuilder().setSeconds(5))
                        .build());
    }

    @Override
    public void pull(ImageServicePullRequest request, StreamObserver<ImageServicePullResponse> caller) {
        if (!request.getReference().contains("nginx")) {
            throw Status.NOT_FOUND
                    .withDescription("image '" + request.getReference() + "' does not exist")
                    .asRuntimeException();
        }
        caller.onNext(ImageServicePullResponse.newBuilder()
                .setProgress(PullProgress.getDefaultInstance())
                .build());
        byId.put(NGINX.getId(), NGINX);
        FakeNode.answer(
                caller, ImageServicePullResponse.newBuilder().setImage(NGINX).build());
    }

    @Override
    public void list(ImageServiceListRequest request, StreamObserver<ImageServiceListResponse> caller) {
        FakeNode.answer(
                caller,
                ImageServiceListResponse.newBuilder()
                        .addAllImages(byId.values())
                        .build());
    }

    @Override
    public void status(ImageServiceStatusRequest request, StreamObserver<ImageServiceStatusResponse> caller) {
        questions.incrementAndGet();
        ImageServiceStatusResponse.Builder answer = ImageServiceStatusResponse.newBuilder();
        find(request.getReference()).ifPresent(answer::setImage);
        FakeNode.answer(caller, answer.build());
    }

    @Override
    public void remove(ImageServiceRemoveRequest request, StreamObserver<ImageServiceRemoveResponse> caller) {
        find(request.getReference()).ifPresent(image -> byId.remove(image.getId()));
        FakeNode.answer(caller, ImageServiceRemoveResponse.getDefaultInstance());
    }

    private Optional<Image> find(String reference) {
        return byId.values().stream()
                .filter(image ->
                        image.getId().equals(reference) || image.getTags(0).contains(reference))
                .findFirst();
    }
}
