// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: one class a verb, each a short conversation with one daemon, and the formats in which answers are printed.
 */
@NullMarked
package io.aurae.cli;

import org.jspecify.annotations.NullMarked;
