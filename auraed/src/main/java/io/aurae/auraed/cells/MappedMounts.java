// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.linux.Linux;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.spec.ContainerMount;
import io.aurae.oci.spec.ContainerMount.Bind;
import io.aurae.oci.spec.ContainerMount.ReadOnlyTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mounts of a cell whose users are not the node's. There the runtime mounts a directory without what is mounted below it, so each of
 * those is a mount of its own; and what is mounted below it later appears only where the mounts of the host are to.
 */
record MappedMounts(UserNamespace users, Linux linux) {
    /** @throws CellException FAILED_PRECONDITION when such users are in the way of what the cell is to have */
    static void requirePossible(Home home, CellSpec spec) {
        Optional<UserNamespace> users = home.users();
        if (users.isEmpty()) {
            return;
        }
        if (spec.root() == null) {
            throw new CellException.NotWithUsers(spec.name(), "has the node's root");
        }
        if (spec.isolateNetwork()) {
            throw new CellException.NotWithUsers(spec.name(), "has a network of its own, beside the pod's");
        }
        spec.mounts().stream()
                .filter(mount -> mount.propagation() == CellMount.Propagation.BIDIRECTIONAL)
                .findFirst()
                .ifPresent(mount -> {
                    throw new CellException.NotWithUsers(
                            spec.name(), "shows the host what it mounts at '" + mount.target() + "'");
                });
    }

    /** One for the mount that is asked for, and one for each that lies below its source now. */
    List<ContainerMount> of(CellMount asked, ContainerMount plain) {
        Optional<Bind> found = asked.kind() == CellMount.Kind.IMAGE ? Optional.empty() : bind(plain);
        if (found.isEmpty()) {
            return List.of(plain);
        }
        Bind top = found.get();
        boolean readOnlyBelow = plain instanceof ReadOnlyTree;
        Path source = real(top.source());
        List<Bind> binds = new ArrayList<>();
        binds.add(new Bind(source.toString(), top.target(), top.readOnly(), top.propagation()));
        for (Path below : below(source)) {
            String target = Path.of(top.target())
                    .resolve(source.relativize(below).toString())
                    .toString();
            binds.add(new Bind(below.toString(), target, readOnlyBelow, top.propagation()));
        }
        if (asked.ids() == CellMount.Ids.OF_NODE) {
            return List.copyOf(binds);
        }
        users.requireMappable(binds.stream().map(bind -> Path.of(bind.source())).toList());
        return binds.stream().<ContainerMount>map(ContainerMount.Mapped::new).toList();
    }

    private static Optional<Bind> bind(ContainerMount plain) {
        return switch (plain) {
            case Bind bind -> Optional.of(bind);
            case ReadOnlyTree tree -> Optional.of(new Bind(tree.source(), tree.target(), true, tree.propagation()));
            default -> Optional.empty();
        };
    }

    /** The runtime takes a link for what it is. */
    private static Path real(String source) {
        try {
            return Path.of(source).toRealPath();
        } catch (IOException e) {
            throw new CellException.Invalid("mount source '" + source + "' (expected: a path that is there)");
        }
    }

    /** What is mounted below, each place once. */
    private List<Path> below(Path source) {
        Map<Path, Boolean> places = new LinkedHashMap<>();
        linux.mounts().stream()
                .map(mount -> mount.target())
                .filter(target -> target.startsWith(source) && !target.equals(source))
                .forEach(target -> places.put(target, true));
        return List.copyOf(places.keySet());
    }
}
