// SPDX-License-Identifier: Apache-2.0
/** The CRI socket as the clients of the field use it. */
@NullMarked
package io.aurae.e2e.cri;

import org.jspecify.annotations.NullMarked;
