// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import java.time.Instant;

/** A line of the daemon's log: the logger that wrote it, and its text without line feed. */
record LogLine(long number, Instant at, String channel, String text) {}
