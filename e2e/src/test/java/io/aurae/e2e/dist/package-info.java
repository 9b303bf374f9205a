// SPDX-License-Identifier: Apache-2.0
/** The distribution as a folder: it may be moved and linked to, and its programs start as fast as they were trained to. */
@NullMarked
package io.aurae.e2e.dist;

import org.jspecify.annotations.NullMarked;
