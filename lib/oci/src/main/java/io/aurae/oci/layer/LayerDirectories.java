// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The directories of a layer: found by looking at each component of a path, and made where the archive leaves them out. */
final class LayerDirectories {
    private static final int MAX_LINKS = 40;
    private static final int KNOWN_BYTES_MAX = 2 << 20;

    private final Path root;
    private final LayersBelow lowers;
    private final Linux linux;
    /**
     * Some that are known to be real ones; looking at each component of each entry would take most of the time. One that is not among them is
     * only looked at again, so that an archive of any number of directories takes no more memory than this.
     */
    private final RecentPaths known = new RecentPaths(KNOWN_BYTES_MAX);

    /** @param lowers the layers below */
    LayerDirectories(Path root, LayersBelow lowers, Linux linux) {
        this.root = root;
        this.lowers = lowers;
        this.linux = linux;
    }

    /** To be called when a directory is gone. */
    void forget() {
        known.clear();
    }

    /** Whether the path leads to a directory of this tree without a symbolic link. */
    boolean isReal(Path directory) {
        if (known.contains(directory)) {
            return true;
        }
        Path at = root;
        for (Path component : root.relativize(directory)) {
            at = at.resolve(component);
            if (!known.contains(at)) {
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    return false;
                }
                known.add(at);
            }
        }
        return true;
    }

    /** Makes a directory whose parent is one of these, unless it is there. */
    void make(Path path, boolean hidesBelow) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(path);
        }
        if (hidesBelow) {
            Whiteouts.makeOpaque(linux, path);
        }
        known.add(path);
    }

    /**
     * A directory of this layer. Those that the archive does not mention are made as the layers below have them; where those have a symbolic
     * link, it is followed, inside the tree, because the archive was made looking through it.
     */
    Path in(EntryName name) throws IOException {
        Path whole = name.in(root);
        if (known.contains(whole)) {
            return whole;
        }
        Deque<String> todo = new ArrayDeque<>(name.components());
        Path at = root;
        for (int links = 0; !todo.isEmpty(); ) {
            String component = todo.pop();
            if (component.equals("..")) {
                at = at.equals(root) ? root : Objects.requireNonNull(at.getParent());
                continue;
            }
            Path next = at.resolve(component);
            Optional<String> link = enter(next, name);
            if (link.isEmpty()) {
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw LayerException.entry(
                        name.text(), "lies below too many symbolic links (expected: at most " + MAX_LINKS + ")");
            }
            at = link.get().startsWith("/") ? root : at;
            components(link.get()).reversed().forEach(todo::push);
        }
        return at;
    }

    private static List<String> components(String path) {
        return Pattern.compile("/")
                .splitAsStream(path)
                .filter(component -> !component.isEmpty() && !component.equals("."))
                .toList();
    }

    /** Makes sure that there is a directory of this layer; the target of a link when the layers below have one there instead. */
    private Optional<String> enter(Path path, EntryName name) throws IOException {
        if (known.contains(path)) {
            return Optional.empty();
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return enterFromBelow(path);
        }
        if (Whiteouts.is(path)) {
            Files.delete(path);
            make(path, true);
        } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            String shown = LayerException.printable(root.relativize(path).toString());
            throw LayerException.entry(
                    name.text(),
                    "lies below '" + shown + "', which is no directory (expected: a path by no symbolic link)");
        }
        known.add(path);
        return Optional.empty();
    }

    private Optional<String> enterFromBelow(Path path) throws IOException {
        Optional<Path> below = Lowers.find(lowers.directories(), root.relativize(path));
        if (below.isPresent() && Files.isSymbolicLink(below.get())) {
            return Optional.of(Files.readSymbolicLink(below.get()).toString());
        }
        make(path, false);
        Attributes.copy(below.filter(Files::isDirectory), path);
        return Optional.empty();
    }
}
