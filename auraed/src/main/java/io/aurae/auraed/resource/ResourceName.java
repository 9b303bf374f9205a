// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path of a resource: DNS labels joined by '/', outermost first, as in {@code web-0/nginx}. At most {@value #MAX_DEPTH} labels of 1 to
 * 63 characters, {@value #MAX_LENGTH} characters in all.
 *
 * @param path the labels joined by '/'
 */
public record ResourceName(String path) implements Comparable<ResourceName> {
    /** How many labels a name may have. */
    public static final int MAX_DEPTH = 8;
    /** How many characters a name may have. */
    public static final int MAX_LENGTH = 200;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws ResourceException INVALID_ARGUMENT when the path is no name */
    public ResourceName {
        if (path.length() > MAX_LENGTH) {
            throw ResourceException.invalid("name '" + path.substring(0, 40) + "…' has " + path.length()
                    + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        String[] labels = path.split("/", -1);
        if (labels.length > MAX_DEPTH) {
            throw ResourceException.invalid(
                    "name '" + path + "' has " + labels.length + " labels (expected: at most " + MAX_DEPTH + ")");
        }
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw ResourceException.invalid("name '" + path + "' has the label '" + label
                        + "' (expected: 1 to 63 of a-z, 0-9 and '-', no '-' at either end)");
            }
        }
    }

    /**
     * A name of one label.
     *
     * @throws ResourceException INVALID_ARGUMENT also when it has more than one
     */
    public static ResourceName top(String label) {
        ResourceName name = new ResourceName(label);
        if (!name.isTop()) {
            throw ResourceException.invalid("name '" + label + "' has a '/' (expected: one label)");
        }
        return name;
    }

    /** The name of the resource that a directory is for, as {@link #fileName} wrote it; empty when it is none. */
    public static Optional<ResourceName> ofDirectory(Path directory) {
        try {
            return Optional.of(
                    new ResourceName(directory.getFileName().toString().replace('.', '/')));
        } catch (ResourceException e) {
            return Optional.empty();
        }
    }

    /** The labels, outermost first; at least one. */
    public List<String> labels() {
        return List.of(path.split("/"));
    }

    /** The outermost label. */
    public String first() {
        int slash = path.indexOf('/');
        return slash < 0 ? path : path.substring(0, slash);
    }

    /** The innermost label. */
    public String leaf() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether there is one label only. */
    public boolean isTop() {
        return path.indexOf('/') < 0;
    }

    /** The name without its innermost label; not to be asked of a top name. */
    public ResourceName parent() {
        return new ResourceName(path.substring(0, path.lastIndexOf('/')));
    }

    /** Whether this is {@code other} or lies below it. */
    public boolean isWithin(ResourceName other) {
        return path.equals(other.path) || path.startsWith(other.path + "/");
    }

    /** The name as one file name: labels joined by '.', which no label contains. */
    public String fileName() {
        return path.replace('/', '.');
    }

    @Override
    public int compareTo(ResourceName other) {
        return path.compareTo(other.path);
    }

    @Override
    public String toString() {
        return path;
    }
}
