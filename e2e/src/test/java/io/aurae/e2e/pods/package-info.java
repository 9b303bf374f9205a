// SPDX-License-Identifier: Apache-2.0
/** Pods, from the command line to the page that they serve. */
@NullMarked
package io.aurae.e2e.pods;

import org.jspecify.annotations.NullMarked;
