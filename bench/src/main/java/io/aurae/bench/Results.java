// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that was measured, by target, in the order of the targets.
 *
 * @param times of calls
 * @param memory in bytes
 * @param ps the command line's list of what runs, as a whole process, in milliseconds; of ours alone
 * @param firstCall to an instance that sleeps, in milliseconds; of ours alone
 */
record Results(
        Map<String, Samples> times, Map<String, MemoryUse> memory, List<Double> ps, List<Double> firstCall) {
    Results {
        times = new LinkedHashMap<>(times);
        memory = new LinkedHashMap<>(memory);
        ps = List.copyOf(ps);
        firstCall = List.copyOf(firstCall);
    }
}
