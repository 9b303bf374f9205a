// SPDX-License-Identifier: Apache-2.0
/** Images on this node: adapts the calls of {@code aurae.images.v0} to the image store. */
@NullMarked
package io.aurae.auraed.images;

import org.jspecify.annotations.NullMarked;
