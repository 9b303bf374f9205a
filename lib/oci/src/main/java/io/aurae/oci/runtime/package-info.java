// SPDX-License-Identifier: Apache-2.0
/**
 * Drives crun and conmon: makes, starts, signals and removes processes from a bundle, on the host or from outside in an instance, and
 * follows their exit codes, logs and terminals. No process started here is a child of this program for longer than the call, except that
 * of an {@link io.aurae.oci.runtime.ExecSession}, which lives as long as its caller.
 */
@NullMarked
package io.aurae.oci.runtime;

import org.jspecify.annotations.NullMarked;
