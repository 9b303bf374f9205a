// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

/**
 * What a file takes of its disk.
 *
 * @param bytes of the blocks that are allocated; less than its size when it has holes
 * @param inode its number, on {@code device}
 * @param links how many names it has
 */
public record FileUse(long bytes, long inode, long device, long links) {}
