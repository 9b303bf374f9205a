// SPDX-License-Identifier: Apache-2.0
/**
 * The node's images: pulled, verified and unpacked into one directory, listed from memory, removed with all that nothing else uses,
 * and mounted as root file systems. {@link io.aurae.oci.store.ImageStore} is the way in.
 */
@NullMarked
package io.aurae.oci.store;

import org.jspecify.annotations.NullMarked;
