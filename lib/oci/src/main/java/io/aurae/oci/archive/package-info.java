// SPDX-License-Identifier: Apache-2.0
/**
 * Images in one file: takes an OCI layout or an archive of {@code docker save} apart, and writes an OCI layout. What an archive says is
 * never trusted: content is known by the digest it was found to have, and nothing is written but plain files in one directory.
 */
@NullMarked
package io.aurae.oci.archive;

import org.jspecify.annotations.NullMarked;
