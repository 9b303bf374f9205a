// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.linux.Linux;
import io.aurae.linux.ShortRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * One run of a plugin. When its time is over it is killed with all that it started: what left it for a session or parent of its own is
 * known by a mark in its environment.
 */
record Command(Linux linux, ProcessBuilder builder, Duration deadline) {
    private static final String MARK = "AURAE_RUN";
    private static final int KILL_ROUNDS_MAX = 20;

    /** @throws IOException when it cannot be started, is killed, or writes too much; the message says which */
    ShortRun.Result run(String input) throws IOException, InterruptedException {
        String mark = UUID.randomUUID().toString();
        builder.environment().put(MARK, mark);
        try {
            return new ShortRun(linux, builder, deadline)
                    .alsoAtDeadline(() -> killMarked(MARK + "=" + mark))
                    .run(input);
        } catch (TimeoutException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Until none is left: what is killed may just have started another. */
    private static void killMarked(String mark) {
        for (int round = 0; round < KILL_ROUNDS_MAX; round++) {
            List<ProcessHandle> marked = ProcessHandle.allProcesses()
                    .filter(process -> hasMark(process.pid(), mark))
                    .toList();
            if (marked.isEmpty()) {
                return;
            }
            marked.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static boolean hasMark(long pid, String mark) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return List.of(new String(environment, StandardCharsets.ISO_8859_1).split("\0"))
                    .contains(mark);
        } catch (IOException e) {
            return false; // it is gone
        }
    }
}
