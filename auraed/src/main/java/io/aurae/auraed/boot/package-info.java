// SPDX-License-Identifier: Apache-2.0
/**
 * The start of the daemon: configuration from file and flags, and the wiring of all subsystems in the order of their dependencies.
 * Process-wide effects belong here and nowhere else.
 */
@NullMarked
package io.aurae.auraed.boot;

import org.jspecify.annotations.NullMarked;
