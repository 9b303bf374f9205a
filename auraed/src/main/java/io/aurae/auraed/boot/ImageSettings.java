// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.images.ImageCollector;
import io.aurae.oci.layer.LayerLimits;
import java.nio.file.Path;

/**
 * What the daemon is told about images; see {@link ImageKeys}.
 *
 * @param credentials the file that docker login writes
 */
record ImageSettings(ImageCollector.Policy collection, LayerLimits limits, Path credentials) {}
