// SPDX-License-Identifier: Apache-2.0
/**
 * Control groups of version 1, hybrid and version 2 behind one interface: limits, statistics, freezing and killing. It reads and
 * writes the cgroup file systems and knows no process of ours.
 */
@NullMarked
package io.aurae.cgroup;

import org.jspecify.annotations.NullMarked;
