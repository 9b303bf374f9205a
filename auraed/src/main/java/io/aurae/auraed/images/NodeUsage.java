// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import io.aurae.auraed.resource.Times;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.base.Tally;
import io.aurae.base.Tally.Counted;
import io.aurae.linux.Linux;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.DiskUse;
import io.aurae.oci.store.ImageStore;
import io.aurae.oci.store.StoreUse;
import io.aurae.proto.images.v0.ImageServiceUsageResponse;
import io.aurae.proto.images.v0.ImageUse;
import io.aurae.proto.images.v0.PlaceUse;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** What the node keeps on its disk: images, and what lies in other places. */
public final class NodeUsage {
    private final Predicate<Digest> inUse;
    private final Tally<StoreUse> images;
    private final Map<Place, Tally<DiskUse>> places = new LinkedHashMap<>();

    /** @param inUse whether something on the node needs this image */
    public NodeUsage(ImageStore store, Predicate<Digest> inUse, List<Place> places, Linux linux) {
        Executor counter = Tally.counter("disk-usage");
        this.inUse = inUse;
        this.images = new Tally<>(counter, store::usage);
        places.stream()
                .sorted(Comparator.comparing(Place::kind))
                .forEach(place -> this.places.put(place, new Tally<>(counter, () -> count(linux, place))));
    }

    /**
     * @param asked only the places of these kinds; empty for all
     * @param recent whether what was counted within the last minute will do
     * @throws ImageRequestException for a kind of place that there is not
     */
    ImageServiceUsageResponse count(List<String> asked, boolean recent) {
        requireKnown(asked);
        Counted<StoreUse> use = count(images, recent);
        List<Instant> times = new ArrayList<>(List.of(use.at()));
        ImageServiceUsageResponse.Builder answer = ImageServiceUsageResponse.newBuilder()
                .setPath(use.value().root().toString())
                .setTotal(message(use.value().total()))
                .setLayers(message(use.value().layers()))
                .setBlobs(message(use.value().blobs()));
        use.value().images().forEach(image -> answer.addImages(message(image)));
        for (Map.Entry<Place, Tally<DiskUse>> place : places.entrySet()) {
            if (asked.isEmpty() || asked.contains(place.getKey().kind())) {
                Counted<DiskUse> counted = count(place.getValue(), recent);
                times.add(counted.at());
                answer.addPlaces(message(place.getKey(), counted.value()));
            }
        }
        setDisk(answer, use.value().root());
        return answer.setCountedAt(Times.message(Collections.min(times))).build();
    }

    private void requireKnown(List<String> asked) {
        List<String> kinds = places.keySet().stream().map(Place::kind).toList();
        asked.stream().filter(kind -> !kinds.contains(kind)).findFirst().ifPresent(kind -> {
            throw new ImageRequestException.Invalid("place", "'" + kind + "'", "one of " + String.join(", ", kinds));
        });
    }

    private static <T> Counted<T> count(Tally<T> tally, boolean recent) {
        return recent ? tally.latest().orElseGet(tally::count) : tally.count();
    }

    private static DiskUse count(Linux linux, Place place) {
        DiskUse sum = DiskUse.NONE;
        try {
            for (Path directory : place.directories()) {
                sum = sum.plus(DiskUse.of(linux, directory, place.counted()));
            }
        } catch (IOException e) {
            throw new CountFailed(e);
        }
        return sum;
    }

    private static void setDisk(ImageServiceUsageResponse.Builder answer, Path root) {
        try {
            FileStore disk = Files.getFileStore(root);
            answer.setCapacityBytes(disk.getTotalSpace()).setAvailableBytes(disk.getUsableSpace());
        } catch (IOException e) {
            throw new CountFailed(e);
        }
    }

    private ImageUse message(StoreUse.OfImage image) {
        return ImageUse.newBuilder()
                .setImage(ImageMessages.image(image.image()))
                .setUnique(message(image.unique()))
                .setShared(message(image.shared()))
                .setInUse(inUse.test(image.image().id()))
                .build();
    }

    private static PlaceUse message(Place place, DiskUse use) {
        return PlaceUse.newBuilder()
                .setKind(place.kind())
                .setPath(place.directories().getFirst().toString())
                .setUse(message(use))
                .build();
    }

    private static io.aurae.proto.images.v0.DiskUse message(DiskUse use) {
        return io.aurae.proto.images.v0.DiskUse.newBuilder()
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
