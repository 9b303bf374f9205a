// SPDX-License-Identifier: Apache-2.0
/**
 * Unpacks the layers of images: decompresses, reads the archive, and lays its entries out as a directory that overlayfs can stack. Copies
 * files between an archive and a tree that others change meanwhile. What an archive or a tree says is never trusted: nothing outside the
 * directory is written or read, and what cannot be done exactly is refused.
 */
@NullMarked
package io.aurae.oci.layer;

import org.jspecify.annotations.NullMarked;
