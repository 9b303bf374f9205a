// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.List;

/**
 * How the values of one figure spread.
 *
 * @param count how many there are, at least one
 * @param min the smallest
 * @param p50 the smallest that half of them do not exceed
 * @param p95 the smallest that 95 % of them do not exceed
 * @param max the largest
 */
record Distribution(int count, double min, double p50, double p95, double max) {

    static Distribution of(List<Double> values) {
        if (values.isEmpty()) {
            throw BenchException.failed("no values to summarize (expected: at least one)");
        }
        List<Double> sorted = values.stream().sorted().toList();
        return new Distribution(
                sorted.size(), sorted.getFirst(), percentile(sorted, 50), percentile(sorted, 95), sorted.getLast());
    }

    /** By nearest rank: always a value that was measured. */
    private static double percentile(List<Double> sorted, int percent) {
        int rank = Math.ceilDiv(sorted.size() * percent, 100);
        return sorted.get(Math.max(rank, 1) - 1);
    }
}
