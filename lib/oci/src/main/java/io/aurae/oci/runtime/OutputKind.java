// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

/** Which of its two outputs a process wrote to; one with a terminal has only the first. */
public enum OutputKind {
    STDOUT,
    STDERR
}
