// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Paths inside a root directory, resolved as a process whose root it is would resolve them. */
public final class RootPath {
    private static final int MAX_LINKS = 40;

    private RootPath() {}

    /**
     * The file that {@code path} names for a process with this root: symbolic links are followed, and neither they nor {@code ..} lead out of
     * the root. Components that do not exist are kept as they are. Nobody may change the tree meanwhile.
     *
     * @throws RootfsException.BadPath when more than 40 links are met
     * @throws IOException when a link cannot be read
     */
    public static Path resolve(Path root, String path) throws IOException {
        Deque<String> todo = new ArrayDeque<>();
        push(todo, path);
        Path at = root;
        int links = 0;
        while (!todo.isEmpty()) {
            String name = todo.pop();
            if (name.equals("..")) {
                at = at.equals(root) ? root : parent(at);
                continue;
            }
            Path next = at.resolve(name);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MAX_LINKS) {
                throw new RootfsException.BadPath(
                        "path '" + path + "' has too many symbolic links (expected: at most " + MAX_LINKS + ")");
            }
            String target = Files.readSymbolicLink(next).toString();
            at = target.startsWith("/") ? root : at;
            push(todo, target);
        }
        return at;
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    /** Puts the components of {@code path} before those that are still to do. */
    private static void push(Deque<String> todo, String path) {
        String[] names = path.split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                todo.push(names[i]);
            }
        }
    }
}
