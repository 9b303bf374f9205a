// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.Linux;
import io.aurae.oci.image.Digest;
import io.aurae.oci.store.ImageStore;
import io.aurae.oci.store.StoreUse;
import io.aurae.proto.images.v0.DiskUse;
import io.aurae.proto.images.v0.ImageServiceUsageResponse;
import io.aurae.proto.images.v0.ImageUse;
import io.aurae.proto.images.v0.PlaceUse;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What the node keeps on its disk: images, and what lies in other places. */
public final class NodeUsage {
    private final ImageStore store;
    private final Predicate<Digest> inUse;
    private final List<Place> places;
    private final Linux linux;

    /** @param inUse whether something on the node needs this image */
    public NodeUsage(ImageStore store, Predicate<Digest> inUse, List<Place> places, Linux linux) {
        this.store = store;
        this.inUse = inUse;
        this.places = places.stream().sorted(Comparator.comparing(Place::kind)).toList();
        this.linux = linux;
    }

    ImageServiceUsageResponse count() {
        StoreUse use = store.usage();
        ImageServiceUsageResponse.Builder answer = ImageServiceUsageResponse.newBuilder()
                .setPath(use.root().toString())
                .setTotal(message(use.total()))
                .setLayers(message(use.layers()))
                .setBlobs(message(use.blobs()));
        use.images().forEach(image -> answer.addImages(message(image)));
        try {
            for (Place place : places) {
                answer.addPlaces(message(place));
            }
            FileStore disk = Files.getFileStore(use.root());
            answer.setCapacityBytes(disk.getTotalSpace()).setAvailableBytes(disk.getUsableSpace());
        } catch (IOException e) {
            throw new CountFailed(e);
        }
        return answer.build();
    }

    private ImageUse message(StoreUse.OfImage image) {
        return ImageUse.newBuilder()
                .setImage(ImageMessages.image(image.image()))
                .setUnique(message(image.unique()))
                .setShared(message(image.shared()))
                .setInUse(inUse.test(image.image().id()))
                .build();
    }

    private PlaceUse message(Place place) throws IOException {
        io.aurae.oci.layer.DiskUse sum = io.aurae.oci.layer.DiskUse.NONE;
        for (Path directory : place.directories()) {
            sum = sum.plus(io.aurae.oci.layer.DiskUse.of(linux, directory, place.counted()));
        }
        return PlaceUse.newBuilder()
                .setKind(place.kind())
                .setPath(place.directories().getFirst().toString())
                .setUse(message(sum))
                .build();
    }

    private static DiskUse message(io.aurae.oci.layer.DiskUse use) {
        return DiskUse.newBuilder()
                .setBytes(use.bytes())
                .setInodes(use.inodes())
                .build();
    }

    /** The disk does not let itself be read. */
    private static final class CountFailed extends AuraeException {
        private static final long serialVersionUID = 1;

        CountFailed(IOException cause) {
            super(FaultCode.INTERNAL, "cannot count what is on the disk: " + cause.getMessage(), cause);
        }
    }
}
