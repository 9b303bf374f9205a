// SPDX-License-Identifier: Apache-2.0
/** The published wire, spoken without any class of ours. */
@NullMarked
package io.aurae.e2e.wire;

import org.jspecify.annotations.NullMarked;
