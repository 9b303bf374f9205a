// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

import java.util.List;

/** What one registry has made, or is about to make; from memory and its state files, which are written first. */
public interface Book {
    /** All of it, resources that are half made, half gone or damaged included. */
    List<Entry> entries();

    /**
     * Finishes or undoes what was left half done by a call that is not under way any more. Answers what could not be, a sentence each.
     * Repeating: tries again.
     */
    List<String> mend();

    /** Asks programs about what the kernel does not show; may take seconds. Answers what is not as it was made, a sentence each. */
    default List<String> inspect() {
        return List.of();
    }
}
