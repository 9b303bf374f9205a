// SPDX-License-Identifier: Apache-2.0
/**
 * The image specification as values: references, digests, indexes, manifests and image configurations, each checked when it is
 * read. What registries and older tools write in their own dialect is read too.
 */
@NullMarked
package io.aurae.oci.image;

import org.jspecify.annotations.NullMarked;
