// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The full name of an image at a registry: {@code registry/repository[:tag][@digest]}, with a tag, a digest or both.
 *
 * <p>With both, the digest decides what is fetched and the tag is only said along. {@link #parse} fills in what people leave out.
 *
 * @param registry host with optional port, such as {@code docker.io} or {@code 127.0.0.1:5000}
 * @param repository path at the registry, such as {@code library/nginx}
 */
public record Reference(String registry, String repository, Optional<String> tag, Optional<Digest> digest) {
    /** The registry of names that mention none. */
    public static final String DEFAULT_REGISTRY = "docker.io";

    /** Most characters in a written reference. */
    public static final int MAX_LENGTH = 512;

    /** Most characters in a repository. */
    public static final int MAX_REPOSITORY_LENGTH = 255;

    private static final Pattern HOST = Pattern.compile(
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?");
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    public Reference {
        String whole = registry + "/" + repository;
        wrong(registry, repository, tag).ifPresent(why -> {
            throw refused(whole, why);
        });
        if (tag.isEmpty() && digest.isEmpty()) {
            throw refused(whole, "tag and digest are missing (expected: one of them)");
        }
    }

    private static Optional<String> wrong(String registry, String repository, Optional<String> tag) {
        if (!HOST.matcher(registry).matches()) {
            return Optional.of("registry '" + registry + "' (expected: a host with an optional port)");
        }
        if (repository.length() > MAX_REPOSITORY_LENGTH) {
            return Optional.of("repository of " + repository.length() + " characters (expected: at most "
                    + MAX_REPOSITORY_LENGTH + ")");
        }
        for (String component : repository.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                return Optional.of("path component '" + component
                        + "' (expected: a-z and 0-9, with single '.', '_', '__' or '-' between them)");
            }
        }
        return tag.filter(text -> !TAG.matcher(text).matches())
                .map(text -> "tag '" + text
                        + "' (expected: 1 to 128 of a-z, A-Z, 0-9, '_', '.', '-', the first not '.' or '-')");
    }

    /**
     * Reads {@code [registry/]repository[:tag][@digest]}. The first component is a registry when it has a dot or a colon, or is
     * {@code localhost}; without one it is docker.io, whose one-part repositories live under {@code library/}. Without tag and digest the
     * tag is {@code latest}.
     *
     * @throws ImageException.BadName when the text is no reference or has more than {@value #MAX_LENGTH} characters
     */
    public static Reference parse(String text) {
        if (text.isEmpty()) {
            throw refused(text, "it is empty (expected: [registry/]repository[:tag][@digest])");
        }
        if (text.length() > MAX_LENGTH) {
            throw refused(
                    text.substring(0, 60) + "…",
                    "it has " + text.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        int at = text.indexOf('@');
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(digest(text, text.substring(at + 1)));
        String name = at < 0 ? text : text.substring(0, at);
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1));
        String path = colon < 0 ? name : name.substring(0, colon);
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return named(text, path, tag, digest);
    }

    private static Reference named(String text, String path, Optional<String> tag, Optional<Digest> digest) {
        int slash = path.indexOf('/');
        String first = slash < 0 ? "" : path.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        String registry = host ? first : DEFAULT_REGISTRY;
        String repository = host ? path.substring(slash + 1) : path;
        if (registry.equals("index.docker.io")) {
            registry = DEFAULT_REGISTRY;
        }
        if (registry.equals(DEFAULT_REGISTRY) && !repository.contains("/")) {
            repository = "library/" + repository;
        }
        wrong(registry, repository, tag).ifPresent(why -> {
            throw refused(text, why);
        });
        return new Reference(registry, repository, tag, digest);
    }

    private static Digest digest(String whole, String text) {
        try {
            return Digest.parse(text);
        } catch (ImageException.BadName e) {
            throw refused(whole, String.valueOf(e.getMessage()));
        }
    }

    private static ImageException.BadName refused(String text, String why) {
        return new ImageException.BadName("image reference '" + text + "' is not acceptable: " + why);
    }

    /** Registry and repository, such as {@code docker.io/library/nginx}. */
    public String name() {
        return registry + "/" + repository;
    }

    /** What to ask the registry for: the digest when there is one, else the tag. */
    public String target() {
        return digest.map(Digest::toString).or(() -> tag).orElseThrow();
    }

    /** The name with the tag alone, such as {@code docker.io/library/nginx:latest}; empty without a tag. */
    public Optional<String> tagged() {
        return tag.map(t -> name() + ":" + t);
    }

    /** The name with this digest alone, such as {@code docker.io/library/nginx@sha256:…}. */
    public String pinned(Digest to) {
        return name() + "@" + to;
    }

    /** The full written form, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return name()
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
