// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who wrote a name that nobody knows. */
public final class Suggestion {
    private Suggestion() {}

    /** The known name that takes the fewest changes of a letter; empty when none takes fewer than half of its letters. */
    public static Optional<String> nearest(String written, Collection<String> known) {
        return known.stream()
                .filter(name -> distance(written, name) * 2 < Math.max(name.length(), written.length()) + 1)
                .min(Comparator.comparingInt(name -> distance(written, name)));
    }

    /** The fewest letters to add, drop or replace, counted row by row. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int i = 0; i < row.length; i++) {
            row[i] = i;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
