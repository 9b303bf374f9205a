// SPDX-License-Identifier: Apache-2.0
/**
 * The command line {@code aurae}: one class a verb, each a thin caller of the standard library, and the values its arguments are parsed
 * into. {@link io.aurae.cli.Main} is the way in; only the verb that was named is loaded, because most of a short command's time is the
 * loading of classes.
 */
@NullMarked
package io.aurae.cli;

import org.jspecify.annotations.NullMarked;
