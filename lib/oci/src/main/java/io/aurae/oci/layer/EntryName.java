// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A name in an archive, taken apart and found harmless: relative, without {@code ..}, and fit for the file system.
 *
 * @param components without empty ones and {@code .}; none for the layer's own directory
 */
record EntryName(String text, List<String> components) {
    private static final int MAX_COMPONENT_BYTES = 255;
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String RESERVED = ".wh..wh.";

    EntryName {
        components = List.copyOf(components);
    }

    static EntryName parse(String text, int maxBytes) {
        if (text.startsWith("/")) {
            throw LayerException.entry(text, "is absolute (expected: a path below the layer's directory)");
        }
        return relative(text, text, maxBytes);
    }

    /** Where a hard link points to: inside the tree, with or without a slash in front. */
    static EntryName parseTarget(TarEntry link, int maxBytes) {
        EntryName target = relative(link.linkName(), link.name(), maxBytes);
        if (target.components.isEmpty()) {
            throw LayerException.entry(link.name(), "is a hard link to nothing (expected: a file of the layer)");
        }
        return target;
    }

    private static EntryName relative(String path, String entry, int maxBytes) {
        int bytes = path.getBytes(UTF_8).length;
        if (bytes == 0 || bytes > maxBytes) {
            throw LayerException.entry(entry, "has a path of " + bytes + " bytes (expected: 1 to " + maxBytes + ")");
        }
        List<String> components = new ArrayList<>();
        for (String component : path.split("/", -1)) {
            if (!component.isEmpty() && !component.equals(".")) {
                check(component, path, entry);
                components.add(component);
            }
        }
        return new EntryName(path, components);
    }

    private static void check(String component, String path, String entry) {
        if (component.equals("..")) {
            String what = path.equals(entry) ? "" : "points to '" + LayerException.printable(path) + "', which ";
            throw LayerException.entry(entry, what + "leads upwards (expected: no '..')");
        }
        if (component.indexOf('\0') >= 0) {
            throw LayerException.entry(entry, "has a zero byte in its path");
        }
        if (component.getBytes(UTF_8).length > MAX_COMPONENT_BYTES) {
            throw LayerException.entry(
                    entry,
                    "has a path component that is too long (expected: at most " + MAX_COMPONENT_BYTES + " bytes)");
        }
    }

    boolean isRoot() {
        return components.isEmpty();
    }

    String last() {
        return components.getLast();
    }

    EntryName parent() {
        return new EntryName(text, components.subList(0, components.size() - 1));
    }

    private EntryName sibling(String name) {
        List<String> renamed = new ArrayList<>(parent().components);
        renamed.add(name);
        return new EntryName(text, renamed);
    }

    /** Whether it says that its directory hides the one below it. */
    boolean isOpaqueMark() {
        return !isRoot() && last().equals(OPAQUE);
    }

    /** Whether it says that another name is gone. */
    boolean isWhiteout() {
        return !isRoot() && last().startsWith(WHITEOUT) && !last().startsWith(RESERVED);
    }

    /** Whether it belongs to the bookkeeping of an older file system, which nobody needs. */
    boolean isBookkeeping() {
        return components.stream().anyMatch(component -> component.startsWith(RESERVED)) && !isOpaqueMark();
    }

    /** The name that a whiteout says is gone. */
    EntryName hidden() {
        String name = last().substring(WHITEOUT.length());
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw LayerException.entry(text, "is a whiteout of nothing (expected: a name after .wh.)");
        }
        return sibling(name);
    }

    /** The file below {@code root}. */
    Path in(Path root) {
        try {
            return root.resolve(String.join("/", components));
        } catch (InvalidPathException e) {
            throw LayerException.entry(
                    text, "cannot be a file name here (expected: what the locale's encoding can express)");
        }
    }
}
