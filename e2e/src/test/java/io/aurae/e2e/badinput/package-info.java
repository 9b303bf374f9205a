// SPDX-License-Identifier: Apache-2.0
/** What cannot be is refused in a sentence that helps, leaves nothing behind, and the daemon lives on. */
@NullMarked
package io.aurae.e2e.badinput;

import org.jspecify.annotations.NullMarked;
