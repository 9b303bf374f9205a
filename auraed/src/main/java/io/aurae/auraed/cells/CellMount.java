// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.volumes.VolumeName;
import io.aurae.oci.spec.ContainerMount;
import io.aurae.proto.cells.v0.Mount;
import java.util.List;
import java.util.Objects;

/**
 * Something to be seen at a place in a cell.
 *
 * @param source of what kind it is said: a path of the host, an image, a volume's name; empty for a file system in memory
 * @param target absolute path in the cell
 * @param subPath below the image; empty for all of it
 * @param options of a file system in memory
 * @param ids of what lies on the host
 */
record CellMount(
        Kind kind,
        String source,
        String target,
        String subPath,
        Access access,
        Propagation propagation,
        List<String> options,
        boolean createSource,
        Ids ids) {
    /** Whose ids its files show where the cell's users are not the node's. */
    enum Ids {
        /** Who is 0 in the cell is 0 on the disk. */
        MAPPED,
        /** Those of the node: whoever is none of the cell's users is nobody. */
        OF_NODE
    }

    enum Kind {
        BIND,
        TMPFS,
        IMAGE,
        VOLUME
    }

    /** Whether it may be written to, and what is mounted below it. */
    enum Access {
        READ_WRITE,
        READ_ONLY,
        READ_ONLY_WITH_ALL_BELOW
    }

    /** How mounts of the host and the cell reach each other. */
    enum Propagation {
        PRIVATE,
        HOST_TO_CELL,
        BIDIRECTIONAL
    }

    /** @throws CellException INVALID_ARGUMENT when the parts do not go together */
    CellMount {
        options = List.copyOf(options);
        ids = Objects.requireNonNullElse(ids, Ids.MAPPED); // older records do not say
        requirePath("target", target);
        if (kind == Kind.BIND) {
            requirePath("source", source);
        }
        if (kind == Kind.VOLUME) {
            new VolumeName(source);
        }
        // Not of volumes: who writes there could put a link in its place between the look and the mount.
        if (!subPath.isEmpty() && (kind != Kind.IMAGE || subPath.startsWith("/") || hasDots(subPath))) {
            throw invalid(target, "sub path", subPath, "a relative path without '..', below an image");
        }
        if (createSource && kind != Kind.BIND) {
            throw invalid(target, "create_source", "true", "only with a path of the host");
        }
        if (kind == Kind.IMAGE && propagation != Propagation.PRIVATE) {
            throw invalid(target, "propagation", propagation.toString(), "private for an image");
        }
    }

    private static CellException invalid(String target, String what, String value, String expected) {
        return new CellException.Invalid(
                "mount at '" + target + "' has the " + what + " '" + value + "' (expected: " + expected + ")");
    }

    private static boolean hasDots(String path) {
        return path.indexOf('\0') >= 0 || List.of(path.split("/")).contains("..");
    }

    private static void requirePath(String what, String path) {
        if (!path.startsWith("/") || hasDots(path)) {
            throw new CellException.Invalid(
                    "mount " + what + " '" + path + "' (expected: an absolute path without '..')");
        }
    }

    static CellMount of(ResourceName cell, Mount mount) {
        Kind kind = switch (mount.getType()) {
            case TYPE_UNSPECIFIED, TYPE_BIND -> Kind.BIND;
            case TYPE_TMPFS -> Kind.TMPFS;
            case TYPE_IMAGE -> Kind.IMAGE;
            case TYPE_VOLUME -> Kind.VOLUME;
            case UNRECOGNIZED ->
                throw new CellException.Invalid("cell '" + cell + "': mount at '" + mount.getTarget()
                        + "' has the type '" + mount.getTypeValue() + "' (expected: bind, tmpfs, image or volume)");
        };
        if ((kind == Kind.TMPFS) != mount.getSource().isEmpty()) {
            String expected = switch (kind) {
                case BIND -> "a path of the host";
                case TMPFS -> "none for tmpfs";
                case IMAGE -> "an image";
                case VOLUME -> "a volume's name";
            };
            throw new CellException.Invalid("cell '" + cell + "': mount at '" + mount.getTarget() + "' has the source '"
                    + mount.getSource() + "' (expected: " + expected + ")");
        }
        return new CellMount(
                kind,
                mount.getSource(),
                mount.getTarget(),
                mount.getSubPath(),
                access(kind, mount),
                propagation(cell, mount),
                mount.getOptionsList(),
                mount.getCreateSource(),
                ids(cell, kind, mount));
    }

    private static Access access(Kind kind, Mount mount) {
        if (mount.getRecursiveReadOnly()) {
            return Access.READ_ONLY_WITH_ALL_BELOW;
        }
        return mount.getReadOnly() || kind == Kind.IMAGE ? Access.READ_ONLY : Access.READ_WRITE;
    }

    private static Ids ids(ResourceName cell, Kind kind, Mount mount) {
        if (mount.getIds() != Mount.Ids.IDS_UNSPECIFIED && kind != Kind.BIND && kind != Kind.VOLUME) {
            throw new CellException.Invalid("cell '" + cell + "': mount at '" + mount.getTarget() + "' has the ids '"
                    + mount.getIdsValue() + "' (expected: only with a path of the host or a volume)");
        }
        return switch (mount.getIds()) {
            case IDS_UNSPECIFIED, IDS_MAPPED -> Ids.MAPPED;
            case IDS_OF_NODE -> Ids.OF_NODE;
            case UNRECOGNIZED ->
                throw new CellException.Invalid("cell '" + cell + "': mount at '" + mount.getTarget()
                        + "' has the ids '" + mount.getIdsValue() + "' (expected: mapped or of the node)");
        };
    }

    private static Propagation propagation(ResourceName cell, Mount mount) {
        return switch (mount.getPropagation()) {
            case PROPAGATION_UNSPECIFIED, PROPAGATION_PRIVATE -> Propagation.PRIVATE;
            case PROPAGATION_HOST_TO_CELL -> Propagation.HOST_TO_CELL;
            case PROPAGATION_BIDIRECTIONAL -> Propagation.BIDIRECTIONAL;
            case UNRECOGNIZED ->
                throw new CellException.Invalid(
                        "cell '" + cell + "': mount at '" + mount.getTarget() + "' has the propagation '"
                                + mount.getPropagationValue() + "' (expected: private, host to cell or bidirectional)");
        };
    }

    Mount message() {
        return Mount.newBuilder()
                .setType(
                        switch (kind) {
                            case BIND -> Mount.Type.TYPE_BIND;
                            case TMPFS -> Mount.Type.TYPE_TMPFS;
                            case IMAGE -> Mount.Type.TYPE_IMAGE;
                            case VOLUME -> Mount.Type.TYPE_VOLUME;
                        })
                .setSource(source)
                .setTarget(target)
                .setSubPath(subPath)
                .setReadOnly(access != Access.READ_WRITE)
                .setRecursiveReadOnly(access == Access.READ_ONLY_WITH_ALL_BELOW)
                .addAllOptions(options)
                .setCreateSource(createSource)
                .setIds(ids == Ids.OF_NODE ? Mount.Ids.IDS_OF_NODE : Mount.Ids.IDS_UNSPECIFIED)
                .setPropagation(
                        switch (propagation) {
                            case PRIVATE -> Mount.Propagation.PROPAGATION_PRIVATE;
                            case HOST_TO_CELL -> Mount.Propagation.PROPAGATION_HOST_TO_CELL;
                            case BIDIRECTIONAL -> Mount.Propagation.PROPAGATION_BIDIRECTIONAL;
                        })
                .build();
    }

    /** The same in the words of the OCI runtime specification, with {@code from} in the place of what the source names. */
    ContainerMount toContainer(String from) {
        if (kind == Kind.TMPFS) {
            return new ContainerMount.Tmpfs(target, access != Access.READ_WRITE, options);
        }
        ContainerMount.Propagation way = switch (propagation) {
            case PRIVATE -> ContainerMount.Propagation.PRIVATE;
            case HOST_TO_CELL -> ContainerMount.Propagation.HOST_TO_CONTAINER;
            case BIDIRECTIONAL -> ContainerMount.Propagation.BIDIRECTIONAL;
        };
        return access == Access.READ_ONLY_WITH_ALL_BELOW
                ? new ContainerMount.ReadOnlyTree(from, target, way)
                : new ContainerMount.Bind(from, target, access == Access.READ_ONLY, way);
    }
}
