// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

/** What can happen to a resource. The names are kept in a file: they may be added to, never changed. */
public enum EventKind {
    /** Its name was taken and it was made; nothing runs in it yet. */
    ALLOCATED,
    /** An instance was spawned. */
    SPAWNED,
    /** A process or a pod was started. */
    STARTED,
    /** Somebody asked it to stop. */
    STOPPED,
    /** A process ended, by itself or because it was ended; the cause has the code or the signal. */
    EXITED,
    /** The kernel ended a process for want of memory. */
    OUT_OF_MEMORY,
    /** It was removed with all that was in it. */
    FREED,
    /** A call for it was refused or failed; the cause is the message its caller got. */
    REFUSED,
    /** An image was pulled or imported. */
    PULLED,
    /** An image was removed. */
    REMOVED,
    /** A call took long; the cause says how long and what it waited for. */
    SLOW,
    /** A process was started again by its restart policy, or will be after a pause. */
    RESTARTED,
    /** Somebody sent its processes a signal. */
    SIGNALLED,
    /** Files were copied into it or out of it; the cause says where. */
    COPIED,
    /** Its limits or settings were changed. */
    UPDATED,
    /** Its processes were frozen. */
    FROZEN,
    /** Its processes go on. */
    THAWED,
    /** A probe began to fail. */
    UNHEALTHY,
    /** A probe succeeds again. */
    HEALTHY,
    /** A later daemon undid or finished what an earlier one had half done; the cause says which. */
    FOUND,
    /** Something failed that no caller was told of. */
    FAILED,
    /** It has a new certificate; the cause has until when. */
    RENEWED
}
