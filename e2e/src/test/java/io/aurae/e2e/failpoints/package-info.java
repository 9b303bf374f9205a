// SPDX-License-Identifier: Apache-2.0
/** Walks over every step of the daemon's work, lets it fail there or die there, and finds everything as before or finished. */
@NullMarked
package io.aurae.e2e.failpoints;

import org.jspecify.annotations.NullMarked;
