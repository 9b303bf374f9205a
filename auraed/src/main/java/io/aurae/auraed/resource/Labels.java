// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a caller wants remembered with a resource; opaque to the node, which keeps it in memory for as long as the resource exists.
 *
 * @param labels at most 256 entries of at most 524288 bytes, key and value together in UTF-8, and 1048576 bytes with the annotations
 * @param annotations likewise
 */
public record Labels(Map<String, String> labels, Map<String, String> annotations) {
    private static final int MAX_ENTRIES = 256;
    private static final int MAX_ENTRY_BYTES = 512 * 1024;
    private static final int MAX_BYTES = 1024 * 1024;

    /** None at all. */
    public static final Labels NONE = new Labels(Map.of(), Map.of());

    /** @throws ResourceException INVALID_ARGUMENT when there are too many, or they are too long */
    public Labels {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        long bytes = bytes("labels", labels) + bytes("annotations", annotations);
        if (bytes > MAX_BYTES) {
            throw ResourceException.invalid(
                    "labels and annotations have " + bytes + " bytes (expected: at most " + MAX_BYTES + ")");
        }
    }

    private static long bytes(String what, Map<String, String> entries) {
        if (entries.size() > MAX_ENTRIES) {
            throw ResourceException.invalid(
                    what + ": " + entries.size() + " entries (expected: at most " + MAX_ENTRIES + ")");
        }
        long all = 0;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            long bytes = bytes(entry.getKey()) + bytes(entry.getValue());
            if (bytes > MAX_ENTRY_BYTES) {
                String start =
                        entry.getKey().substring(0, Math.min(entry.getKey().length(), 40));
                throw ResourceException.invalid(what + ": entry '" + start + "' has " + bytes
                        + " bytes (expected: at most " + MAX_ENTRY_BYTES + ")");
            }
            all += bytes;
        }
        return all;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
