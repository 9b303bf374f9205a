// SPDX-License-Identifier: Apache-2.0
/**
 * Looks into the root file system of an image from outside, as its own processes would see it: every path, symbolic links included, is
 * resolved inside the root, whatever the image says.
 */
@NullMarked
package io.aurae.oci.rootfs;

import org.jspecify.annotations.NullMarked;
