// SPDX-License-Identifier: Apache-2.0
/**
 * The runtime and image specifications as records, the drivers of the runtime and of the process monitor, the registry client and
 * the store of layers. It is the only place that writes a runtime specification.
 */
@NullMarked
package io.aurae.oci;

import org.jspecify.annotations.NullMarked;
