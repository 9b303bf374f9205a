// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

/** When {@code run} asks the registry for the image. */
enum PullPolicy {
    ALWAYS,
    MISSING,
    NEVER
}
