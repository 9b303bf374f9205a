// SPDX-License-Identifier: Apache-2.0
/**
 * The container runtime interface, version 1, served as an ordinary client of the standard library. It keeps no truth of its own:
 * what it lists is what the daemon lists.
 */
@NullMarked
package io.aurae.cri;

import org.jspecify.annotations.NullMarked;
