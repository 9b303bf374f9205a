// SPDX-License-Identifier: Apache-2.0
/**
 * Pods: a spawned instance with a network of its own, and the home of the cells placed in it. {@code PodService} adapts calls,
 * {@code Pods} is the registry, {@code Pod} the resource.
 */
@NullMarked
package io.aurae.auraed.pods;

import org.jspecify.annotations.NullMarked;
