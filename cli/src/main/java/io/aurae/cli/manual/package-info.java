// SPDX-License-Identifier: Apache-2.0
/**
 * What is made of the grammar of the command line for others to read: scripts by which shells complete it, and manual pages. It knows no verb
 * by name; all comes from picocli's model.
 */
@NullMarked
package io.aurae.cli.manual;

import org.jspecify.annotations.NullMarked;
