// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.oci.runtime.ConmonControl;
import io.aurae.oci.runtime.LogFiles;
import io.aurae.oci.runtime.OciException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log of one running executable from growing without end. The file is moved away, then the monitor is asked to begin a new one;
 * until it does it writes to the old one, so no line is lost. It must not be asked twice, because it would put a second new file in the
 * place of the first: it is asked only while there is none, and once. Thread-safe.
 */
final class LogKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);
    private static final Duration REOPEN_MAX = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(20);

    /** How many looks find no file until it is clear that an earlier daemon had not asked for it. */
    private static final int LOOKS_UNTIL_SURE = 2;

    private final Path log;
    private final LogFiles files;
    private final ConmonControl monitor;
    private final LogLimits limits;
    private boolean asked;
    private int missing;

    /** @param bundle where the monitor is asked */
    LogKeeper(Path log, Path bundle, LogLimits limits) {
        this.log = log;
        this.files = new LogFiles(log);
        this.monitor = new ConmonControl(bundle);
        this.limits = limits;
    }

    /** Looks at the size; called every second while the process runs. */
    synchronized void look() {
        try {
            if (Files.exists(log)) {
                asked = false;
                missing = 0;
                if (Files.size(log) > limits.size().count()) {
                    files.moveAway(limits.files());
                    ask();
                }
            } else if (files.isBetween() && !asked && ++missing >= LOOKS_UNTIL_SURE) {
                ask();
            }
        } catch (NoSuchFileException e) {
            return; // the cell is being freed
        } catch (IOException | OciException e) {
            LOG.warn("log '{}' could not be rotated, trying again", log, e);
        }
    }

    private void ask() {
        monitor.reopenLog();
        asked = true; // not before: where the monitor could not be reached, it is asked again
    }

    /**
     * Has a new file begun if there is none; returns when it is there.
     *
     * @throws ExecutableException DEADLINE_EXCEEDED when it is not within 10 s
     */
    synchronized void reopen() {
        long deadline = System.nanoTime() + REOPEN_MAX.toNanos();
        boolean sure = missing >= LOOKS_UNTIL_SURE;
        for (int looks = 0; Files.notExists(log); looks++) {
            if (!asked && (sure || looks > 0)) {
                ask();
            }
            if (System.nanoTime() > deadline || !pause()) {
                throw new ExecutableException.LogNotReopened(log);
            }
        }
        asked = false;
    }

    /** False when somebody wants to wait no longer. A real pause: the monitor makes the file and tells nobody. */
    private static boolean pause() {
        try {
            Thread.sleep(LOOK);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
