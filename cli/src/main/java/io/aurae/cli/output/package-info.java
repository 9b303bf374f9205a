// SPDX-License-Identifier: Apache-2.0
/**
 * What the verbs print: tables for people, JSON and YAML for programs, each from the same answer of the node. The classes for a format
 * are loaded only when it is asked for.
 */
@NullMarked
package io.aurae.cli.output;

import org.jspecify.annotations.NullMarked;
