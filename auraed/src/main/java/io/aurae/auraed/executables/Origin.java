// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

/**
 * What of an executable never changes.
 *
 * @param spec as the caller gave it
 * @param facts what was decided at its start
 * @param begunNanos when it was first started, by {@code System.nanoTime}: a clock that nobody sets, one for all daemons until the next boot
 */
record Origin(ExecutableSpec spec, Prepared.Facts facts, long begunNanos) {}
