// SPDX-License-Identifier: Apache-2.0
/**
 * Cells: named control groups with limits in which executables run, on the node itself or in a pod, with the node's root or an image as
 * root. {@code CellService} adapts calls, {@code Cells} is the registry, {@code Cell} the resource; where a cell lies is told by a
 * {@code Home}.
 */
@NullMarked
package io.aurae.auraed.cells;

import org.jspecify.annotations.NullMarked;
