// SPDX-License-Identifier: Apache-2.0
/** Images, from a registry to the node and away again. */
@NullMarked
package io.aurae.e2e.images;

import org.jspecify.annotations.NullMarked;
