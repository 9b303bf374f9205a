// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.volumes.VolumeName;
import io.aurae.oci.image.Digest;
import io.aurae.oci.store.Image;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which images and volumes cells have, or are being allocated with: those must stay. Thread-safe. */
final class Needs {
    private final Workshop workshop;
    private final Supplier<List<Cell>> cells;

    /** Of cells that are being allocated, by their names. */
    private final Map<ResourceName, Need> coming = new HashMap<>();

    private record Need(CellSpec spec, CellImages images) {}

    /** @param cells those that there are now */
    Needs(Workshop workshop, Supplier<List<Cell>> cells) {
        this.workshop = workshop;
        this.cells = cells;
    }

    /**
     * Makes a cell while what it needs is kept from being removed: from before it is looked up for good until {@code make} has made the cell,
     * and put it among the others, or failed.
     *
     * @throws io.aurae.base.AuraeException NOT_FOUND when an image or a volume is not there
     */
    Cell holding(CellSpec spec, Supplier<Cell> make) {
        try {
            hold(new Need(spec, CellImages.NONE));
            spec.mounts().stream()
                    .filter(mount -> mount.kind() == CellMount.Kind.VOLUME)
                    .forEach(mount -> workshop.volumes().data(new VolumeName(mount.source())));
            hold(new Need(spec, images(spec)));
            return make.get();
        } finally {
            synchronized (this) {
                coming.remove(spec.name());
            }
        }
    }

    private synchronized void hold(Need need) {
        coming.put(need.spec().name(), need);
    }

    /** The images of a cell as they are now. @throws CellException NOT_FOUND when one is not there */
    CellImages images(CellSpec spec) {
        CellSpec.@Nullable Root root = spec.root();
        if (root == null) {
            return CellImages.NONE;
        }
        List<Digest> mounted = spec.mounts().stream()
                .filter(mount -> mount.kind() == CellMount.Kind.IMAGE)
                .map(mount -> image(spec, mount.source()))
                .toList();
        return new CellImages(image(spec, root.image()), mounted);
    }

    private Digest image(CellSpec spec, String reference) {
        return workshop.images()
                .find(reference)
                .map(Image::id)
                .orElseThrow(() -> new CellException.NoImage(spec.name(), reference));
    }

    private synchronized List<Need> coming() {
        return List.copyOf(coming.values());
    }

    /** Whether a cell has this image, or is being allocated with it. */
    boolean has(Digest image) {
        // Those that come are looked at first: one is among the cells before it comes no more.
        return coming().stream().anyMatch(need -> need.images().contains(image))
                || cells.get().stream().anyMatch(cell -> cell.record().uses(image.toString()));
    }

    /** Whether a cell has this volume among its mounts, or is being allocated with it. */
    boolean hasVolume(String name) {
        List<CellSpec> asked = coming().stream().map(Need::spec).toList();
        return Stream.concat(
                        asked.stream(),
                        cells.get().stream().map(cell -> cell.record().spec()))
                .flatMap(spec -> spec.mounts().stream())
                .anyMatch(mount ->
                        mount.kind() == CellMount.Kind.VOLUME && mount.source().equals(name));
    }
}
