// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

/** Something that is not as the books say. */
public sealed interface Finding extends Comparable<Finding> {
    /** One sentence with subject, value and expectation. */
    String message();

    /** It is where only we make things, and no book has it. It is left alone. */
    record Unknown(KernelObject object) implements Finding {
        @Override
        public String message() {
            return object + " is in no record (expected: one that belongs to something on this node; it is left alone)";
        }
    }

    /** A book has it, and it is gone. */
    record Missing(KernelObject object, String owner) implements Finding {
        @Override
        public String message() {
            return object + " of " + owner + " is gone (expected: to be there as long as it)";
        }
    }

    /** A resource that could not be read, finished or undone. */
    record Broken(String message) implements Finding {}

    @Override
    default int compareTo(Finding other) {
        return message().compareTo(other.message());
    }
}
