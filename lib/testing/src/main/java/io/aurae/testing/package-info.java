// SPDX-License-Identifier: Apache-2.0
/**
 * What the tests of all modules share: the condition that a root test needs, and the check that a test left nothing behind. It
 * knows only the base, so that the lowest modules can test with it too; it never is on a program's class path.
 */
@NullMarked
package io.aurae.testing;

import org.jspecify.annotations.NullMarked;
