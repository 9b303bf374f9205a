// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the one id that begins with what a caller typed. */
final class IdPrefix {
    private IdPrefix() {}

    static boolean isHexadecimal(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /**
     * The only id among {@code known} that begins with {@code prefix}, if there is one.
     *
     * @param kind what the id names, for the message
     * @throws CriException INVALID_ARGUMENT when the prefix is empty or fits several
     */
    static Optional<String> complete(String kind, String prefix, Stream<String> known) {
        if (prefix.isEmpty()) {
            throw new CriException.Invalid(kind, prefix, "an id or its beginning");
        }
        List<String> fitting =
                known.filter(id -> id.startsWith(prefix)).limit(2).toList();
        if (fitting.size() > 1) {
            throw new CriException.Invalid(kind, prefix, "the beginning of one id only");
        }
        return fitting.stream().findFirst();
    }
}
