// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import java.util.Optional;

/** Finds the home of cells by the first label of their names. */
@FunctionalInterface
public interface Homes {
    /** The home that this label names; empty when it is a cell of the node itself. */
    Optional<Home> named(String label);
}
