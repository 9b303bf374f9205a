// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.terminal;

/** How large a terminal is, in characters. */
public record Size(int columns, int rows) {}
