// SPDX-License-Identifier: Apache-2.0
/** The records of a node and its kernel: what differs is told, what is not ours is not touched, what is damaged harms nothing else. */
@NullMarked
package io.aurae.e2e.ledger;

import org.jspecify.annotations.NullMarked;
