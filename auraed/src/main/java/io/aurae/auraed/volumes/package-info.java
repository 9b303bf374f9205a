// SPDX-License-Identifier: Apache-2.0
/**
 * Named directories that outlive what is mounted from them. Knows nothing of cells: whether one is in use it is told by a predicate. Start at
 * {@code Volumes}.
 */
@NullMarked
package io.aurae.auraed.volumes;

import org.jspecify.annotations.NullMarked;
