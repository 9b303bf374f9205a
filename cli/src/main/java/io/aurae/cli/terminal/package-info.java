// SPDX-License-Identifier: Apache-2.0
/**
 * The caller's terminal: whether there is one, its raw mode and size while a process in a cell has it, and a progress bar on it. Nothing
 * here is loaded by a verb that needs no terminal.
 */
@NullMarked
package io.aurae.cli.terminal;

import org.jspecify.annotations.NullMarked;
