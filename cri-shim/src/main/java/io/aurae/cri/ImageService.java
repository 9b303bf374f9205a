// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ImageFsInfoRequest;
import io.aurae.cri.v1.ImageFsInfoResponse;
import io.aurae.cri.v1.ImageServiceGrpc.ImageServiceImplBase;
import io.aurae.cri.v1.ImageStatusRequest;
import io.aurae.cri.v1.ImageStatusResponse;
import io.aurae.cri.v1.ListImagesRequest;
import io.aurae.cri.v1.ListImagesResponse;
import io.aurae.cri.v1.PullImageRequest;
import io.aurae.cri.v1.PullImageResponse;
import io.aurae.cri.v1.RemoveImageRequest;
import io.aurae.cri.v1.RemoveImageResponse;
import io.aurae.cri.v1.StreamImagesRequest;
import io.aurae.cri.v1.StreamImagesResponse;
import io.grpc.stub.StreamObserver;

/** Adapts the CRI's image service to the node's images. A method that is not here answers UNIMPLEMENTED with its name. */
final class ImageService extends ImageServiceImplBase {
    private final Images images;

    ImageService(Images images) {
        this.images = images;
    }

    @Override
    public void pullImage(PullImageRequest request, StreamObserver<PullImageResponse> caller) {
        String id = images.pull(request.getImage().getImage(), request.getAuth());
        caller.onNext(PullImageResponse.newBuilder().setImageRef(id).build());
        caller.onCompleted();
    }

    @Override
    public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> caller) {
        var rows = images.list(request.getFilter().getImage().getImage());
        caller.onNext(ListImagesResponse.newBuilder().addAllImages(rows).build());
        caller.onCompleted();
    }

    @Override
    public void streamImages(StreamImagesRequest request, StreamObserver<StreamImagesResponse> caller) {
        Pieces.answer(
                caller,
                images.list(request.getFilter().getImage().getImage()),
                piece -> StreamImagesResponse.newBuilder().addAllImages(piece).build());
    }

    @Override
    public void imageStatus(ImageStatusRequest request, StreamObserver<ImageStatusResponse> caller) {
        ImageStatusResponse.Builder answer = ImageStatusResponse.newBuilder();
        images.find(request.getImage().getImage()).map(Images::row).ifPresent(answer::setImage);
        caller.onNext(answer.build());
        caller.onCompleted();
    }

    @Override
    public void removeImage(RemoveImageRequest request, StreamObserver<RemoveImageResponse> caller) {
        images.remove(request.getImage().getImage());
        caller.onNext(RemoveImageResponse.getDefaultInstance());
        caller.onCompleted();
    }

    @Override
    public void imageFsInfo(ImageFsInfoRequest request, StreamObserver<ImageFsInfoResponse> caller) {
        caller.onNext(images.fileSystems());
        caller.onCompleted();
    }
}
