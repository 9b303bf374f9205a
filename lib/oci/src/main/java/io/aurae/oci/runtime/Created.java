// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

/** A container that waits for its start: {@code pid} is the first process's, as the instance sees it in which it is. */
public record Created(long pid) {}
