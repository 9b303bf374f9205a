// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.List;
import java.util.Map;

/**
 * The calls of all targets in turns: whatever the machine does meanwhile hits them all. The order changes from round to round, so that
 * nobody always comes after the same neighbour.
 */
final class LatencyRun {
    private static final int WARM_UP_PODS = 3;

    private final List<Subject> subjects;
    private final Map<Subject, Samples> samples;
    private final Settings settings;
    private final Noise noise;

    /** @param samples where the times of each subject go */
    LatencyRun(List<Subject> subjects, Map<Subject, Samples> samples, Settings settings, Noise noise) {
        this.subjects = subjects;
        this.samples = samples;
        this.settings = settings;
        this.noise = noise;
    }

    /** What one subject does in a round. */
    private interface Turn {
        void take(Subject subject, Samples samples);
    }

    void run() throws InterruptedException {
        subjects.forEach(LatencyRun::warmUp);
        inTurns(settings.pods(), (subject, times) -> subject.raise(settings.execs(), times));
        inTurns(settings.lists(), Subject::list);
        inTurns(settings.pods(), Subject::lower);
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
        }
        while (subject.podCount() > 0) {
            subject.lower(unused);
        }
    }

    private void inTurns(int rounds, Turn turn) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            noise.probe();
            for (int i = 0; i < subjects.size(); i++) {
                Subject subject = subjects.get((round + i) % subjects.size());
                turn.take(subject, samples.get(subject));
            }
        }
    }
}
