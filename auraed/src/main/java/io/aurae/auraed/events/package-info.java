// SPDX-License-Identifier: Apache-2.0
/**
 * What happened on this node and why: a bounded history for each resource and one bounded sequence for all of them, kept over the deaths
 * of the daemon. Knows resources by their paths alone; every subsystem records here, and callers list and watch it.
 */
@NullMarked
package io.aurae.auraed.events;

import org.jspecify.annotations.NullMarked;
