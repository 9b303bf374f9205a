// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.bench.Goal.AtMost;
import io.aurae.bench.Goal.Comparison;
import io.aurae.bench.Goal.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The lines of the result, with the goals that the project has set itself. */
final class Figures {
    private static final String RUNC = "runc";
    private static final String CRUN = "crun";
    private static final double BYTES_PER_MB = 1e6;

    private final Results results;
    private final List<Figure> figures = new ArrayList<>();

    private Figures(Results results) {
        this.results = results;
    }

    static List<Figure> of(Results results) {
        Figures figures = new Figures(results);
        figures.addTimes();
        figures.addPull();
        figures.addMemory();
        figures.addOwn();
        return List.copyOf(figures.figures);
    }

    private void addTimes() {
        time(Measure.RUN_POD, List.of(atMost(0.5, RUNC), atMost(0.6, CRUN)));
        time(Measure.CREATE_AND_START, List.of(new Share(RUNC, Comparison.BELOW, 1), atMost(0.6, CRUN)));
        time(Measure.EXEC, List.of(atMost(0.4, RUNC), atMost(0.8, CRUN)));
        time(Measure.LIST, List.of(atMost(1, RUNC), atMost(1, CRUN)));
        time(Measure.STATUS, List.of(atMost(1, RUNC), atMost(1, CRUN)));
        time(Measure.STATS, List.of(new AtMost(10)));
        time(Measure.STOP, List.of(atMost(0.6, RUNC), atMost(0.6, CRUN)));
        time(Measure.REMOVE, List.of());
        time(Measure.STOP_AND_REMOVE, List.of());
        figures.add(new Figure(
                Measure.BURST.title(),
                "ms",
                spread(Measure.BURST, Distribution::p50),
                List.of(atMost(0.7, RUNC), atMost(0.7, CRUN))));
    }

    private void addPull() {
        figures.add(new Figure(
                Measure.PULL.title() + " p50",
                "ms",
                spread(Measure.PULL, Distribution::p50),
                List.of(atMost(1, RUNC), atMost(1, CRUN))));
    }

    private static Goal atMost(double share, String runtime) {
        return new Share(runtime, Comparison.AT_MOST, share);
    }

    private void time(Measure measure, List<Goal> goals) {
        figures.add(new Figure(measure.title() + " p50", "ms", spread(measure, Distribution::p50), goals));
        figures.add(new Figure(measure.title() + " p95", "ms", spread(measure, Distribution::p95), List.of()));
    }

    private Map<String, Double> spread(Measure measure, ToDoubleFunction<Distribution> of) {
        Map<String, Double> values = new LinkedHashMap<>();
        results.times().forEach((target, samples) -> {
            if (!samples.of(measure).isEmpty()) {
                values.put(target, of.applyAsDouble(Distribution.of(samples.of(measure))));
            }
        });
        return values;
    }

    private void addMemory() {
        memory("idle pod PSS", MemoryUse::pod, List.of(new AtMost(1.2)));
        memory("daemon PSS fresh", MemoryUse::fresh, List.of());
        memory("daemon PSS after load, pods idle", MemoryUse::loaded, List.of());
        memory(
                "everything PSS, pods idle",
                MemoryUse::total,
                List.of(new Share(RUNC, Comparison.BELOW, 1), new Share(CRUN, Comparison.BELOW, 1)));
    }

    private void memory(String name, ToDoubleFunction<MemoryUse> bytes, List<Goal> goals) {
        Map<String, Double> values = new LinkedHashMap<>();
        results.memory().forEach((target, use) -> values.put(target, bytes.applyAsDouble(use) / BYTES_PER_MB));
        figures.add(new Figure(name, "MB", values, goals));
    }

    private void addOwn() {
        own("CRI shim PSS", "MB", BYTES_PER_MB, Own::shim, 60);
        own("nested daemon PSS, awake", "MB", BYTES_PER_MB, Own::nested, 40);
        own("host daemon PSS, many pods", "MB", BYTES_PER_MB, Own::daemon, 150);
        own("first call to a sleeping instance", "ms", 1, Own::firstCall, 500);
        own("aurae ps, whole process", "ms", 1, Own::ps, 400);
        own("warm unary call, mutual TLS, p50", "ms", 1, Own::warmCall, 0.5);
        own("daemon killed, many pods, to first answer", "ms", 1, Own::restart, 2000);
    }

    private void own(String name, String unit, double divisor, Function<Own, List<Double>> of, double goal) {
        Map<String, Double> values = new LinkedHashMap<>();
        results.own().forEach((target, own) -> {
            if (!of.apply(own).isEmpty()) {
                values.put(target, Distribution.of(of.apply(own)).p50() / divisor);
            }
        });
        figures.add(new Figure(name, unit, values, List.of(new AtMost(goal))));
    }
}
