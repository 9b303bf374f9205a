// SPDX-License-Identifier: Apache-2.0
/** Tells callers what answers them and whether all of it works. */
@NullMarked
package io.aurae.auraed.discovery;

import org.jspecify.annotations.NullMarked;
