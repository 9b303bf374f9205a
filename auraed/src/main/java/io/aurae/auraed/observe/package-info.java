// SPDX-License-Identifier: Apache-2.0
/** What the daemon and the processes write, for callers who read along: adapts the calls of {@code aurae.observe.v0}. */
@NullMarked
package io.aurae.auraed.observe;

import org.jspecify.annotations.NullMarked;
