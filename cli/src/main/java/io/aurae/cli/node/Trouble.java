// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

/**
 * Why a daemon cannot be used.
 *
 * @param what a phrase that goes on after the daemon's name
 * @param lasting false when waiting may help
 */
public record Trouble(String what, boolean lasting) {}
