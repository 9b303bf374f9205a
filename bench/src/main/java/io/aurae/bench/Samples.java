// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The times taken of one target. */
final class Samples {
    private final Map<Measure, List<Double>> millis = new EnumMap<>(Measure.class);

    /** Does the work and keeps how long it took. */
    void time(Measure measure, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        add(measure, (System.nanoTime() - begin) / 1e6);
    }

    void add(Measure measure, double took) {
        millis.computeIfAbsent(measure, key -> new ArrayList<>()).add(took);
    }

    /** The times of one measure, in the order in which they were taken. */
    List<Double> of(Measure measure) {
        return List.copyOf(millis.getOrDefault(measure, List.of()));
    }
}
