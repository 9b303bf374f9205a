// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

/**
 * The process at the other end of a Unix socket when it connected, as the kernel says.
 *
 * @param pid as seen from this process's namespace, 0 when it lies outside of it
 * @param uid its effective user id
 * @param gid its effective group id
 */
public record PeerProcess(int pid, int uid, int gid) {}
