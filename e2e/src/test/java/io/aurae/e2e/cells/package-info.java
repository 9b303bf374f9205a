// SPDX-License-Identifier: Apache-2.0
/** Cells and executables on the node itself, as their limits and processes are seen by the kernel. */
@NullMarked
package io.aurae.e2e.cells;

import org.jspecify.annotations.NullMarked;
