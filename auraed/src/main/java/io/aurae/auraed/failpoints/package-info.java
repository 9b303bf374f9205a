// SPDX-License-Identifier: Apache-2.0
/**
 * Lets tests switch failpoints while the daemon runs. The service is registered only where points can be switched at all, which is never in
 * what is delivered.
 */
@NullMarked
package io.aurae.auraed.failpoints;

import org.jspecify.annotations.NullMarked;
