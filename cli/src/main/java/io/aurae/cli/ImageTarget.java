// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An image and the host it is to run on, as {@code run} takes them: {@code image[@host[@domain]]}, where the image may carry a digest.
 * {@code nginx@sha256:…} names no host.
 */
record ImageTarget(String image, Optional<String> host, Optional<String> domain) {
    private static final Pattern DIGEST =
            Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?");
    private static final String EXPECTED = " (expected: image[@host[@domain]], such as nginx@alice)";

    /** Reads the form above; throws {@link CliException} when it is another. */
    static ImageTarget parse(String text) {
        String[] parts = text.split("@", -1);
        int next = parts.length > 1 && DIGEST.matcher(parts[1]).matches() ? 2 : 1;
        String image = next == 2 ? parts[0] + "@" + parts[1] : parts[0];
        if (parts[0].isEmpty() || parts.length - next > 2) {
            throw CliException.invalid("image '" + text + "' is not readable" + EXPECTED);
        }
        return new ImageTarget(image, name(parts, next, text), name(parts, next + 1, text));
    }

    private static Optional<String> name(String[] parts, int index, String text) {
        if (index >= parts.length) {
            return Optional.empty();
        }
        String name = parts[index].toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw CliException.invalid(
                    "image '" + text + "' has '" + parts[index] + "' where a host or domain name belongs" + EXPECTED);
        }
        return Optional.of(name);
    }

    /** A label for cells and pods made of the image's last path component: {@code docker.io/library/My_App:1} gives {@code my-app}. */
    String label() {
        String name = image.substring(image.lastIndexOf('/') + 1);
        name = name.replaceFirst("[@:].*", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        name = name.substring(0, Math.min(name.length(), 50)).replaceAll("^-|-$", "");
        return name.isEmpty() ? "cell" : name;
    }
}
