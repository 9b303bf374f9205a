// SPDX-License-Identifier: Apache-2.0
/**
 * The only door to native code: mounts, process descriptors, peer credentials and terminals, each a plain Java method whose
 * failure names the call and its arguments. The native library is loaded at the first call, never before.
 */
@NullMarked
package io.aurae.linux;

import org.jspecify.annotations.NullMarked;
