// SPDX-License-Identifier: Apache-2.0
/**
 * The OCI runtime specification's {@code config.json} as records, and the three shapes in which this project starts processes: an
 * executable of the host, an instance, and a container in an instance. Nothing else writes such a file.
 */
@NullMarked
package io.aurae.oci.spec;

import org.jspecify.annotations.NullMarked;
