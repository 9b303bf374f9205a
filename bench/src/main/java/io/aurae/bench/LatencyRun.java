// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of all targets in turns: whatever the machine does meanwhile hits them all. The order changes from round to round, so that
 * nobody always comes after the same neighbour.
 */
final class LatencyRun {
    private static final int WARM_UP_PODS = 3;

    private final List<Lane> lanes;
    private final Settings settings;
    private final Noise noise;

    LatencyRun(List<Subject> subjects, Settings settings, Noise noise) {
        this.lanes = subjects.stream()
                .map(subject -> new Lane(subject, new Samples()))
                .toList();
        this.settings = settings;
        this.noise = noise;
    }

    private record Lane(Subject subject, Samples samples) {}

    /** What one subject does in a round. */
    private interface Turn {
        void take(Subject subject, Samples samples);
    }

    /** Answers the times by target. */
    Map<String, Samples> run() throws InterruptedException {
        lanes.forEach(lane -> warmUp(lane.subject));
        inTurns(settings.pods(), (subject, times) -> subject.raise(settings.execs(), times));
        inTurns(settings.lists(), Subject::list);
        inTurns(settings.lists(), Subject::look);
        inTurns(settings.pods(), Subject::lower);
        for (Lane lane : lanes) {
            lane.subject.burst(settings.burst(), lane.samples);
        }
        lanes.forEach(lane -> lane.subject.pullLarge(new Samples()));
        inTurns(settings.pulls(), Subject::pullLarge);
        Map<String, Samples> times = new LinkedHashMap<>();
        lanes.forEach(lane -> times.put(lane.subject.target().name(), lane.samples));
        return times;
    }

    /** First calls load classes and fill caches; they are not what is measured. */
    private static void warmUp(Subject subject) {
        load(subject, WARM_UP_PODS, 5, 3);
    }

    /** Pods up, commands in them, lists, pods down. */
    static void load(Subject subject, int pods, int execs, int lists) {
        Samples unused = new Samples();
        for (int i = 0; i < pods; i++) {
            subject.raise(execs, unused);
        }
        for (int i = 0; i < lists; i++) {
            subject.list(unused);
            subject.look(unused);
        }
        while (subject.podCount() > 0) {
            subject.lower(unused);
        }
    }

    private void inTurns(int rounds, Turn turn) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            noise.probe();
            for (int i = 0; i < lanes.size(); i++) {
                Lane lane = lanes.get((round + i) % lanes.size());
                turn.take(lane.subject, lane.samples);
            }
        }
    }
}
