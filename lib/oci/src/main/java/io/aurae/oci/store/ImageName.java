// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import io.aurae.oci.image.ImageException;
import io.aurae.oci.image.Reference;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a caller calls an image by. */
sealed interface ImageName {
    Pattern DIGITS = Pattern.compile("[0-9a-f]{4,64}");

    /** By a tag or a digest at a registry. */
    record Named(Reference reference) implements ImageName {}

    /** By its id, or by the digest of a manifest wherever it came from. */
    record Identified(Digest digest) implements ImageName {}

    /**
     * Tells what the text is: a digest; a reference, when an image has it; the first digits of an id; else a reference that no image has.
     *
     * @param known whether an image has this name
     * @param byPrefix the ids that begin with some digits
     * @throws StoreException.BadName when it is none of these, or the digits fit several images
     */
    static Optional<ImageName> parse(String text, Predicate<ImageName> known, Function<String, List<Digest>> byPrefix) {
        if (text.startsWith("sha256:")) {
            return prefix(text, text.substring("sha256:".length()), byPrefix);
        }
        ImageName named = named(text);
        if (DIGITS.matcher(text).matches() && !known.test(named)) {
            return prefix(text, text, byPrefix).or(() -> Optional.of(named));
        }
        return Optional.of(named);
    }

    private static ImageName named(String text) {
        try {
            return new Named(Reference.parse(text));
        } catch (ImageException.BadName e) {
            throw new StoreException.BadName(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<ImageName> prefix(String text, String digits, Function<String, List<Digest>> byPrefix) {
        if (!DIGITS.matcher(digits).matches()) {
            throw new StoreException.BadName(
                    "image id '" + text + "' is not readable (expected: 4 to 64 lower-case hex digits)");
        }
        if (digits.length() == 64) {
            return Optional.of(new Identified(new Digest(digits)));
        }
        List<Digest> ids = byPrefix.apply(digits);
        if (ids.size() > 1) {
            throw new StoreException.BadName(
                    "image id '" + text + "' fits " + ids.size() + " images (expected: more digits)");
        }
        return ids.stream().findFirst().map(Identified::new);
    }

    /** Whether this is a name of the image. */
    default boolean fits(Image image) {
        return switch (this) {
            case Identified(Digest digest) ->
                image.id().equals(digest) || image.digests().stream().anyMatch(name -> name.endsWith("@" + digest));
            case Named(Reference reference) ->
                reference.digest().isPresent()
                        ? image.digests()
                                .contains(reference.pinned(reference.digest().get()))
                        : image.tags().contains(reference.toString());
        };
    }

    /** The tags that the image keeps when this name is removed. */
    default List<String> tagsLeft(Image image) {
        return switch (this) {
            case Identified identified -> List.of();
            case Named(Reference reference) ->
                reference.digest().isPresent()
                        ? image.tags()
                        : image.tags().stream()
                                .filter(tag -> !tag.equals(reference.toString()))
                                .toList();
        };
    }
}
