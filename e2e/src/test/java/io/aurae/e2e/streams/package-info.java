// SPDX-License-Identifier: Apache-2.0
/** What a node remembers and what can be read along: events, logs over many files, attached callers, the daemon's own log. */
@NullMarked
package io.aurae.e2e.streams;

import org.jspecify.annotations.NullMarked;
