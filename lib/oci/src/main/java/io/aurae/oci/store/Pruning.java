// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import java.time.Duration;

/**
 * Which images may go when nothing uses and nobody has pinned them.
 *
 * @param tagged those with a tag too
 * @param minAge how long ago the image was pulled or last used at least
 */
public record Pruning(boolean tagged, Duration minAge) {}
