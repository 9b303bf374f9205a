// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

/**
 * What one target costs while nothing else of this run is there, in bytes.
 *
 * @param pod one idle pod: all that is there because of it, the mean of those up
 * @param fresh the daemons before any pod
 * @param loaded the daemons after load, with the idle pods up
 * @param total daemons and idle pods together
 */
record MemoryUse(double pod, double fresh, double loaded, double total) {}
