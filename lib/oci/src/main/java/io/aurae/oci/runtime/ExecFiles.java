// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The files of one session in its bundle. The first is among the words of its crun, so that a later life of this program can find the
 * process; the log holds nothing but what crun complains of.
 */
record ExecFiles(Path process, Path log, Path pid, Path console) {
    static ExecFiles in(Path bundle) {
        long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        String name = BundleFiles.EXEC_PREFIX + Long.toString(number, 36);
        return new ExecFiles(
                bundle.resolve(name + ".json"),
                bundle.resolve(name + ".log"),
                bundle.resolve(name + ".pid"),
                bundle.resolve(name + ".sock"));
    }

    /** Whether the program was started. */
    boolean isStarted() {
        return Files.exists(pid);
    }

    /** Why the program was not started, or could not be executed after all; empty when it was. */
    String complaint() {
        try {
            String said = Files.exists(log) ? Files.readString(log) : "";
            return isStarted() && !said.startsWith("exec: ") ? "" : said;
        } catch (IOException e) {
            return "";
        }
    }

    /** Repeating: does nothing. */
    void remove() {
        for (Path file : List.of(process, log, pid, console)) {
            BundleFiles.removeOrLeave(file);
        }
    }
}
