// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

/** What a written file must survive. */
public enum Durability {
    /** The death of the process. For state that a reboot removes anyway. */
    PROCESS,
    /** The loss of power: file and directory are synchronised with the disk before the write returns. */
    POWER
}
