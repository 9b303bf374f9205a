// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the same calls against this runtime and its peers in one run and prints one line a figure. It meets every runtime by
 * its socket alone.
 */
@NullMarked
package io.aurae.bench;

import org.jspecify.annotations.NullMarked;
