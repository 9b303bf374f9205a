// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import com.google.protobuf.ByteString;
import io.aurae.auraed.events.EventKind;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.events.Resource;
import io.aurae.base.AuraeException;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.store.Image;
import io.aurae.oci.store.ImageStore;
import io.aurae.oci.store.Pruning;
import io.aurae.oci.store.PullProgress;
import io.aurae.proto.images.v0.ImageServiceExportRequest;
import io.aurae.proto.images.v0.ImageServiceExportResponse;
import io.aurae.proto.images.v0.ImageServiceGrpc;
import io.aurae.proto.images.v0.ImageServiceImportRequest;
import io.aurae.proto.images.v0.ImageServiceImportResponse;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.images.v0.ImageServiceListResponse;
import io.aurae.proto.images.v0.ImageServicePinRequest;
import io.aurae.proto.images.v0.ImageServicePinResponse;
import io.aurae.proto.images.v0.ImageServicePruneRequest;
import io.aurae.proto.images.v0.ImageServicePruneResponse;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.images.v0.ImageServicePullResponse;
import io.aurae.proto.images.v0.ImageServiceRemoveRequest;
import io.aurae.proto.images.v0.ImageServiceRemoveResponse;
import io.aurae.proto.images.v0.ImageServiceStatusRequest;
import io.aurae.proto.images.v0.ImageServiceStatusResponse;
import io.aurae.proto.images.v0.ImageServiceUnpinRequest;
import io.aurae.proto.images.v0.ImageServiceUnpinResponse;
import io.aurae.proto.images.v0.ImageServiceUsageRequest;
import io.aurae.proto.images.v0.ImageServiceUsageResponse;
import io.aurae.rpc.CallCancelledException;
import io.aurae.rpc.RequestPieces;
import io.aurae.rpc.ResponsePieces;
import io.aurae.rpc.StreamCall;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Adapts the calls of {@code aurae.images.v0}: parse, act, answer. */
public final class ImageService extends ImageServiceGrpc.ImageServiceImplBase {
    private static final int MAX_EXPORTED = 256;
    private static final Duration MAX_AGE = Duration.ofDays(3650);

    private final ImageStore store;
    private final Predicate<Digest> inUse;
    private final Events events;
    private final NodeUsage usage;

    /** @param inUse whether something on the node needs this image */
    public ImageService(ImageStore store, Predicate<Digest> inUse, Events events, NodeUsage usage) {
        this.store = store;
        this.inUse = inUse;
        this.events = events;
        this.usage = usage;
    }

    @Override
    public void pull(ImageServicePullRequest request, StreamObserver<ImageServicePullResponse> answer) {
        Reference reference = Reference.parse(request.getReference());
        Credentials credentials = ImageMessages.credentials(request.getCredentials());
        StreamCall.<ImageServicePullResponse>respond(answer, call -> {
            Thread pulling = Thread.currentThread();
            call.onCancel(pulling::interrupt);
            Image image = pull(reference, credentials, progress -> send(call, progress));
            call.send(ImageServicePullResponse.newBuilder()
                    .setImage(ImageMessages.image(image))
                    .build());
        });
    }

    private Image pull(Reference reference, Credentials credentials, Consumer<PullProgress> progress)
            throws InterruptedException {
        Resource resource = Resource.image(reference.toString());
        try {
            Image image = store.pull(reference, credentials, progress);
            events.record(resource, EventKind.PULLED, "image " + image.id());
            return image;
        } catch (AuraeException e) {
            events.record(resource, EventKind.REFUSED, "pull: " + e.getMessage());
            throw e;
        }
    }

    private static void send(StreamCall<Void, ImageServicePullResponse> call, PullProgress progress) {
        try {
            call.send(ImageServicePullResponse.newBuilder()
                    .setProgress(ImageMessages.progress(progress))
                    .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallCancelledException();
        }
    }

    @Override
    public void list(ImageServiceListRequest request, StreamObserver<ImageServiceListResponse> answer) {
        List<Image> images = request.getReference().isEmpty()
                ? store.list()
                : store.find(request.getReference()).stream().toList();
        answer.onNext(ImageServiceListResponse.newBuilder()
                .addAllImages(images.stream().map(ImageMessages::image).toList())
                .build());
        answer.onCompleted();
    }

    @Override
    public void status(ImageServiceStatusRequest request, StreamObserver<ImageServiceStatusResponse> answer) {
        ImageServiceStatusResponse.Builder response = ImageServiceStatusResponse.newBuilder();
        store.find(request.getReference()).map(ImageMessages::image).ifPresent(response::setImage);
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void remove(ImageServiceRemoveRequest request, StreamObserver<ImageServiceRemoveResponse> answer) {
        store.remove(request.getReference(), inUse);
        events.record(Resource.image(request.getReference()), EventKind.REMOVED, "");
        answer.onNext(ImageServiceRemoveResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public StreamObserver<ImageServiceImportRequest> import_(StreamObserver<ImageServiceImportResponse> answer) {
        return StreamCall.converse(answer, call -> {
            Optional<Reference> name = importName(call.receive());
            List<Image> images = store.load(new RequestPieces<>(call, ImageService::piece), name, progress -> {});
            images.forEach(image ->
                    events.record(Resource.image(image.label()), EventKind.PULLED, "imported image " + image.id()));
            call.send(ImageServiceImportResponse.newBuilder()
                    .addAllImages(images.stream().map(ImageMessages::image).toList())
                    .build());
        });
    }

    private static ByteString piece(ImageServiceImportRequest request) {
        if (!request.hasArchive()) {
            throw new ImageRequestException.Invalid(
                    "import", "goes on with '" + request.getPartCase() + "'", "pieces of the archive");
        }
        return request.getArchive();
    }

    private static Optional<Reference> importName(Optional<ImageServiceImportRequest> first) {
        ImageServiceImportRequest begin = first.orElse(ImageServiceImportRequest.getDefaultInstance());
        if (!begin.hasOptions()) {
            throw new ImageRequestException.Invalid(
                    "import", "begins with '" + begin.getPartCase() + "'", "options, then the archive");
        }
        String name = begin.getOptions().getReference();
        return name.isEmpty() ? Optional.empty() : Optional.of(Reference.parse(name));
    }

    @Override
    public void export(ImageServiceExportRequest request, StreamObserver<ImageServiceExportResponse> answer) {
        int count = request.getReferencesCount();
        if (count == 0 || count > MAX_EXPORTED) {
            throw new ImageRequestException.Invalid("export", "names '" + count + "' images", "1 to " + MAX_EXPORTED);
        }
        StreamCall.<ImageServiceExportResponse>respond(
                answer,
                call -> store.save(
                        List.copyOf(request.getReferencesList()), new ResponsePieces<>(call, ImageService::piece)));
    }

    private static ImageServiceExportResponse piece(ByteString archive) {
        return ImageServiceExportResponse.newBuilder().setArchive(archive).build();
    }

    @Override
    public void pin(ImageServicePinRequest request, StreamObserver<ImageServicePinResponse> answer) {
        Image image = store.pin(request.getReference(), true);
        answer.onNext(ImageServicePinResponse.newBuilder()
                .setImage(ImageMessages.image(image))
                .build());
        answer.onCompleted();
    }

    @Override
    public void unpin(ImageServiceUnpinRequest request, StreamObserver<ImageServiceUnpinResponse> answer) {
        Image image = store.pin(request.getReference(), false);
        answer.onNext(ImageServiceUnpinResponse.newBuilder()
                .setImage(ImageMessages.image(image))
                .build());
        answer.onCompleted();
    }

    @Override
    public void prune(ImageServicePruneRequest request, StreamObserver<ImageServicePruneResponse> answer) {
        long age = request.getMinAgeSeconds();
        if (age < 0 || age > MAX_AGE.toSeconds()) {
            throw new ImageRequestException.Invalid(
                    "prune", "has min_age_seconds '" + Long.toUnsignedString(age) + "'", "0 to " + MAX_AGE.toSeconds());
        }
        Pruning pruning = new Pruning(request.getAll(), Duration.ofSeconds(age));
        answer.onNext(request.getDryRun() ? prunable(pruning) : prune(pruning));
        answer.onCompleted();
    }

    private ImageServicePruneResponse prune(Pruning pruning) {
        long before = store.usage().total().bytes();
        List<Image> gone = store.prune(pruning, inUse, () -> true);
        gone.forEach(image -> events.record(Resource.image(image.label()), EventKind.REMOVED, "pruned"));
        return pruned(gone, Math.max(0, before - store.usage().total().bytes()));
    }

    /** What several of them share is not told, though it would go with the last. */
    private ImageServicePruneResponse prunable(Pruning pruning) {
        List<Image> images = store.prunable(pruning, inUse);
        Set<Digest> ids = images.stream().map(Image::id).collect(Collectors.toSet());
        long bytes = store.usage().images().stream()
                .filter(use -> ids.contains(use.image().id()))
                .mapToLong(use -> use.unique().bytes())
                .sum();
        return pruned(images, bytes);
    }

    private static ImageServicePruneResponse pruned(List<Image> images, long bytes) {
        return ImageServicePruneResponse.newBuilder()
                .addAllImages(images.stream().map(ImageMessages::image).toList())
                .setFreedBytes(bytes)
                .build();
    }

    @Override
    public void usage(ImageServiceUsageRequest request, StreamObserver<ImageServiceUsageResponse> answer) {
        answer.onNext(usage.count(request.getPlacesList(), request.getRecent()));
        answer.onCompleted();
    }
}
