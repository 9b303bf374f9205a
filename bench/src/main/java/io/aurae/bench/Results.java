// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that was measured, by target, in the order of the targets.
 *
 * @param times of calls
 * @param own what only we have
 */
record Results(Map<String, Samples> times, Map<String, MemoryUse> memory, Map<String, Own> own) {
    Results {
        times = new LinkedHashMap<>(times);
        memory = new LinkedHashMap<>(memory);
        own = new LinkedHashMap<>(own);
    }
}
