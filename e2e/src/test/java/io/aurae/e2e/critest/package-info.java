// SPDX-License-Identifier: Apache-2.0
/** The conformance tests of the CRI, as its own authors wrote them, against the shim. {@code make e2e-critest} runs them; they take minutes. */
@NullMarked
package io.aurae.e2e.critest;

import org.jspecify.annotations.NullMarked;
