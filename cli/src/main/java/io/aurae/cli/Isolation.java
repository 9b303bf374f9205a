// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

/** What {@code run} puts between an image's process and the node. */
enum Isolation {
    /** An instance of its own, with a network of its own: a pod. */
    INSTANCE,
    /** A cell on the node, with the node's network. */
    CELL
}
