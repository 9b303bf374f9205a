// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

/** A terminal's size in characters, each side 0 to 65535. */
public record TerminalSize(int columns, int rows) {}
