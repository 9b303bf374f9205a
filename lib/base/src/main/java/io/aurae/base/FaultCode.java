// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/** The one vocabulary of failure; a server translates it to a status of the wire in exactly one place. */
public enum FaultCode {
    /** The request can never succeed as it is. */
    INVALID_ARGUMENT,
    /** What the request names does not exist. */
    NOT_FOUND,
    /** What the request would make exists already, and differs. */
    ALREADY_EXISTS,
    /** The request is sound, but not in the present state of what it names. */
    FAILED_PRECONDITION,
    /** A limit or a quota of this machine is reached. */
    RESOURCE_EXHAUSTED,
    /** Something needed does not answer now; the same request may succeed later. */
    UNAVAILABLE,
    /** The work did not end within its time. */
    DEADLINE_EXCEEDED,
    /** The caller did not prove who it is. */
    UNAUTHENTICATED,
    /** The caller is known and may not do this. */
    PERMISSION_DENIED,
    /** What the request asks for is past, and kept no longer. */
    OUT_OF_RANGE,
    /** What the request goes on from was lost. */
    DATA_LOSS,
    /** The request is sound, and this node cannot do it. */
    UNIMPLEMENTED,
    /** The fault is ours. */
    INTERNAL
}
