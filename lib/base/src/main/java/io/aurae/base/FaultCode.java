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
    /** The fault is ours. */
    INTERNAL
}
