// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import java.util.Map;

/**
 * What a caller wants remembered with a resource; opaque to the node.
 *
 * @param labels at most 256 entries of at most 262144 characters, key and value together
 * @param annotations likewise
 */
public record Labels(Map<String, String> labels, Map<String, String> annotations) {
    private static final int MAX_ENTRIES = 256;
    private static final int MAX_ENTRY_LENGTH = 262_144;

    /** None at all. */
    public static final Labels NONE = new Labels(Map.of(), Map.of());

    /** @throws ResourceException INVALID_ARGUMENT when there are too many, or one is too long */
    public Labels {
        labels = checked("labels", labels);
        annotations = checked("annotations", annotations);
    }

    private static Map<String, String> checked(String what, Map<String, String> entries) {
        if (entries.size() > MAX_ENTRIES) {
            throw ResourceException.invalid(
                    what + ": " + entries.size() + " entries (expected: at most " + MAX_ENTRIES + ")");
        }
        entries.forEach((key, value) -> {
            if (key.length() + value.length() > MAX_ENTRY_LENGTH) {
                String start = key.substring(0, Math.min(key.length(), 40));
                throw ResourceException.invalid(what + ": entry '" + start + "' has " + (key.length() + value.length())
                        + " characters (expected: at most " + MAX_ENTRY_LENGTH + ")");
            }
        });
        return Map.copyOf(entries);
    }
}
