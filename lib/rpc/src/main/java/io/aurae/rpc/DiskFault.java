// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A failure that is the disk's, however deep below the failure of a call: the caller can do something about it, and it is not our fault. */
enum DiskFault {
    FULL("No space left on device", Status.Code.RESOURCE_EXHAUSTED, "free space"),
    NO_QUOTA("Disk quota exceeded", Status.Code.RESOURCE_EXHAUSTED, "a larger quota"),
    READ_ONLY("Read-only file system", Status.Code.UNAVAILABLE, "a file system that can be written");

    /** Deeper than any chain of causes of ours. */
    private static final int LOOKED_AT_MAX = 100;

    /** As the C library words the error. */
    private final String words;

    private final Status.Code code;
    private final String expected;

    DiskFault(String words, Status.Code code, String expected) {
        this.words = words;
        this.code = code;
        this.expected = expected;
    }

    /** The fault among the failure, its causes and what was suppressed. */
    static Optional<DiskFault> in(Throwable failure) {
        Deque<Throwable> rest = new ArrayDeque<>();
        rest.add(failure);
        for (int looked = 0; looked < LOOKED_AT_MAX && !rest.isEmpty(); looked++) {
            Throwable each = rest.remove();
            String message = String.valueOf(each.getMessage());
            for (DiskFault fault : values()) {
                if (message.contains(fault.words)) {
                    return Optional.of(fault);
                }
            }
            if (each.getCause() != null) {
                rest.add(each.getCause());
            }
            rest.addAll(List.of(each.getSuppressed()));
        }
        return Optional.empty();
    }

    /** The status for a call that failed with this message. */
    Status status(String message) {
        return Status.fromCode(code).withDescription(message + ": " + words + " (expected: " + expected + ")");
    }
}
