// SPDX-License-Identifier: Apache-2.0
/**
 * What every layer shares: the vocabulary of failure, the undo of half-done work, steps that tests make fail, amounts of memory, and
 * files written whole or not at all. It imports nothing of ours, and everything may import it.
 */
@NullMarked
package io.aurae.base;

import org.jspecify.annotations.NullMarked;
