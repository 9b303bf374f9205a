// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.ThrowingRunnable;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What one target costs while nothing else of this run is there, in bytes.
 *
 * @param pod one idle pod: all that is there because of it, the mean of those up
 * @param fresh the daemons before any pod
 * @param loaded the daemons after load, with the idle pods up
 * @param total daemons and idle pods together
 */
record MemoryUse(double pod, double fresh, double loaded, double total) {
    private static final long SETTLE_SECONDS = 3;

    /** Starts the target anew, loads it, and takes it down again; {@code withPods} is done while its idle pods are up. */
    static MemoryUse measure(Subject subject, Settings settings, ThrowingRunnable withPods)
            throws Exception {
        subject.start();
        settle();
        Set<Long> daemons = subject.enclosure().processes();
        double fresh = Memory.pss(daemons);
        LatencyRun.load(subject, settings.pods(), settings.execs(), settings.lists());
        Set<Long> before = subject.enclosure().processes();
        Samples unused = new Samples();
        for (int i = 0; i < settings.idlePods(); i++) {
            subject.raise(1, unused);
        }
        settle();
        Set<Long> appeared = new HashSet<>(subject.enclosure().processes());
        appeared.removeAll(before);
        double loaded = Memory.pss(before);
        double pods = Memory.pss(appeared);
        withPods.run();
        while (subject.podCount() > 0) {
            subject.lower(unused);
        }
        subject.stop();
        return new MemoryUse(pods / settings.idlePods(), fresh, loaded, loaded + pods);
    }

    private static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    }
}
