// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.volumes.VolumeName;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.image.Digest;
import io.aurae.oci.rootfs.RootPath;
import io.aurae.oci.spec.ContainerMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a cell mounts beside its root. Images are mounted on the host in the cell's directory for as long as the cell is there; all else is
 * looked up when an executable starts.
 *
 * @param users of the cell's home; empty for the node's
 * @param directory the cell's
 */
record CellMounts(Workshop workshop, Optional<UserNamespace> users, CellSpec spec, Path directory) {
    /** Mounts the images; {@code ids} are theirs, in the order in which they are asked for. On failure some may be mounted still. */
    void mountImages(List<Digest> ids) {
        List<CellRoot> places = images();
        for (int i = 0; i < places.size(); i++) {
            places.get(i).mount(ids.get(i), true);
        }
    }

    /** Repeating: does nothing. */
    void remove() {
        images().forEach(CellRoot::remove);
    }

    /** Where images are mounted on the host while the cell is there. */
    List<Path> imageMounts() {
        return images().stream().map(CellRoot::mountPoint).toList();
    }

    private List<CellRoot> images() {
        return IntStream.range(0, spec.mounts().size())
                .filter(i -> spec.mounts().get(i).kind() == CellMount.Kind.IMAGE)
                .mapToObj(this::image)
                .toList();
    }

    private CellRoot image(int index) {
        // No name of a cell has an '@', so this is no other cell's root.
        Path upper = workshop.snapshots().resolve(spec.name().fileName() + "@" + index);
        return new CellRoot(workshop.images().snapshots(), directory.resolve("mounts/" + index), upper, users);
    }

    /**
     * All mounts as they are now.
     *
     * @throws io.aurae.base.AuraeException NOT_FOUND for a volume, INVALID_ARGUMENT for a path that is not there
     */
    List<ContainerMount> containerMounts() {
        List<ContainerMount> mounts = new ArrayList<>();
        for (int i = 0; i < spec.mounts().size(); i++) {
            CellMount mount = spec.mounts().get(i);
            ContainerMount plain = mount.toContainer(from(i, mount));
            mounts.addAll(users.map(of -> new MappedMounts(of, workshop.engine().linux()).of(mount, plain))
                    .orElse(List.of(plain)));
        }
        return mounts;
    }

    private String from(int index, CellMount mount) {
        return switch (mount.kind()) {
            case TMPFS -> "";
            case BIND -> host(mount);
            case IMAGE -> below(image(index).mountPoint(), mount);
            case VOLUME ->
                workshop.volumes().data(new VolumeName(mount.source())).toString();
        };
    }

    private static String host(CellMount mount) {
        Path source = Path.of(mount.source());
        if (mount.createSource() && Files.notExists(source)) {
            try {
                Files.createDirectories(source);
            } catch (IOException e) {
                throw unusable(mount, "a path that is there or can be made");
            }
        }
        return mount.source();
    }

    /** Links in the image lead nowhere but into it. */
    private static String below(Path tree, CellMount mount) {
        if (mount.subPath().isEmpty()) {
            return tree.toString();
        }
        try {
            Path found = RootPath.resolve(tree, mount.subPath());
            if (Files.exists(found)) {
                return found.toString();
            }
        } catch (IOException e) {
            throw unusable(mount, "a path that can be read");
        }
        throw new CellException.Invalid("mount at '" + mount.target() + "': '" + mount.source() + "' has no '"
                + mount.subPath() + "' (expected: a path that is there)");
    }

    private static CellException unusable(CellMount mount, String expected) {
        return new CellException.Invalid(
                "mount source '" + mount.source() + "' at '" + mount.target() + "' (expected: " + expected + ")");
    }
}
