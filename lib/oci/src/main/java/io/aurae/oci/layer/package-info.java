// SPDX-License-Identifier: Apache-2.0
/**
 * Unpacks the layers of images: decompresses, reads the archive, and lays its entries out as a directory that overlayfs can stack. What an
 * archive says is never trusted: nothing is written outside the directory, and what cannot be done exactly is refused.
 */
@NullMarked
package io.aurae.oci.layer;

import org.jspecify.annotations.NullMarked;
