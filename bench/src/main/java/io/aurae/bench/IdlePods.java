// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One target, started anew for itself alone, after load, with a few pods that do nothing. Closing takes all of it down. */
final class IdlePods implements AutoCloseable {
    private static final long SETTLE_SECONDS = 3;

    private final Subject subject;
    private final MemoryUse use;

    private IdlePods(Subject subject, MemoryUse use) {
        this.subject = subject;
        this.use = use;
    }

    static IdlePods raise(Subject subject, Settings settings) throws IOException, InterruptedException {
        subject.start();
        settle();
        double fresh = Memory.pss(subject.enclosure().processes());
        LatencyRun.load(subject, settings.pods(), settings.execs(), settings.lists());
        Set<Long> daemons = subject.enclosure().processes();
        Samples unused = new Samples();
        for (int i = 0; i < settings.idlePods(); i++) {
            subject.raise(1, unused);
        }
        settle();
        Set<Long> appeared = new HashSet<>(subject.enclosure().processes());
        appeared.removeAll(daemons);
        double loaded = Memory.pss(daemons);
        double pods = Memory.pss(appeared);
        return new IdlePods(subject, new MemoryUse(pods / settings.idlePods(), fresh, loaded, loaded + pods));
    }

    /** Long enough for memory that is given back. */
    static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    }

    MemoryUse use() {
        return use;
    }

    @Override
    public void close() throws InterruptedException {
        subject.lowerAll();
        subject.stop();
    }
}
