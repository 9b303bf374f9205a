// SPDX-License-Identifier: Apache-2.0
/** The node as its owner brings it up and takes it down. */
@NullMarked
package io.aurae.e2e.launcher;

import org.jspecify.annotations.NullMarked;
