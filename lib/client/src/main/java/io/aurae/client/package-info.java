// SPDX-License-Identifier: Apache-2.0
/**
 * A connection to one daemon's standard library, and the configuration file that says where the daemon is and who the caller is.
 */
@NullMarked
package io.aurae.client;

import org.jspecify.annotations.NullMarked;
