// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.time.Instant;

/** How and when a container's first process ended: {@code code} 0 to 255, 128 plus the signal's number when a signal ended it. */
public record Exit(int code, Instant at) {}
