// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

/**
 * What an event is about.
 *
 * @param path the labels of a cell, pod or instance joined by '/'; a cell's path, '/' and a name for an executable; an image's reference;
 *     empty for the node itself. Cut at {@value #PATH_LENGTH_MAX} characters
 */
public record Resource(Type type, String path) {
    private static final int PATH_LENGTH_MAX = 300;

    /** The node itself, as when its daemon starts. */
    public static final Resource NODE = new Resource(Type.NODE, "");

    /** The kinds of resources. The names are kept in a file: they may be added to, never changed. */
    public enum Type {
        NODE,
        CELL,
        EXECUTABLE,
        INSTANCE,
        POD,
        IMAGE
    }

    public Resource {
        path = path.length() <= PATH_LENGTH_MAX ? path : path.substring(0, PATH_LENGTH_MAX);
    }

    /** A cell by its path. */
    public static Resource cell(String path) {
        return new Resource(Type.CELL, path);
    }

    /** @param cell empty for the node's own cell */
    public static Resource executable(String cell, String name) {
        return new Resource(Type.EXECUTABLE, cell.isEmpty() ? name : cell + "/" + name);
    }

    /** An instance by its name. */
    public static Resource instance(String name) {
        return new Resource(Type.INSTANCE, name);
    }

    /** A pod by its name. */
    public static Resource pod(String name) {
        return new Resource(Type.POD, name);
    }

    /** An image by its reference. */
    public static Resource image(String reference) {
        return new Resource(Type.IMAGE, reference);
    }

    /** Whether this is what {@code prefix} names or lies below it; everything lies below the empty one. */
    boolean isWithin(String prefix) {
        return prefix.isEmpty()
                || (path.startsWith(prefix)
                        && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/'));
    }
}
