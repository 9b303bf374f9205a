// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of all modules share: the condition that a root test needs, the check that a test left nothing behind, and fakes of
 * the kernel. It knows only the base and {@code io.aurae.linux}, whose contract is tested here for that reason; it never is on a program's
 * class path.
 */
@NullMarked
package io.aurae.testing;

import org.jspecify.annotations.NullMarked;
