// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.images.ImageCollector;

/** What the daemon is told about images; see {@link ImageKeys}. */
record ImageSettings(ImageCollector.Policy collection) {}
