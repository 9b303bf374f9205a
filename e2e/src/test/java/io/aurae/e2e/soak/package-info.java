// SPDX-License-Identifier: Apache-2.0
/** Loops that take longer than {@code make test} has time for: {@code make soak} runs them. They share the node of {@code OnNode}. */
@NullMarked
package io.aurae.e2e.soak;

import org.jspecify.annotations.NullMarked;
