// SPDX-License-Identifier: Apache-2.0
/**
 * How this machine becomes a node and stops being one: trust material, configuration files, and the launcher as a service. Every step
 * looks first at what is there and may be repeated.
 */
@NullMarked
package io.aurae.cli.node;

import org.jspecify.annotations.NullMarked;
