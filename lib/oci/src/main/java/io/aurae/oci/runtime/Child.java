// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.linux.Linux;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One short run of a program, with an empty input, an environment of a PATH alone, and a deadline. */
final class Child {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int OUTPUT_BYTES_MAX = 64 * 1024;

    /** How it ended, and what it wrote to both outputs. */
    record Result(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    private final Linux linux;
    private final String action;
    private final Duration deadline;

    Child(Linux linux, String action, Duration deadline) {
        this.linux = linux;
        this.action = action;
        this.deadline = deadline;
    }

    /** Runs it to its end and reads everything. At the deadline it is killed with all its descendants. */
    Result run(List<String> command) {
        return run(builder(command, Map.of()).redirectErrorStream(true), () -> {});
    }

    /** Runs it with what it writes going to a file that whatever it leaves behind may keep. */
    Result runInto(List<String> command, Path file) {
        ProcessBuilder builder = builder(command, Map.of()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()));
        return run(builder, () -> {});
    }

    /** As above, with {@code atDeadline} in addition: it must end what is no descendant any more. */
    Result run(ProcessBuilder builder, Runnable atDeadline) {
        Process process = start(builder);
        CountDownLatch done = new CountDownLatch(1);
        AtomicBoolean late = new AtomicBoolean();
        Thread.ofVirtual().name("deadline " + process.pid()).start(() -> {
            if (passes(done)) {
                late.set(true);
                killTree(process);
                atDeadline.run();
            }
        });
        try (InputStream output = process.getInputStream()) {
            String text = readAll(output);
            int exitCode = process.waitFor();
            if (late.get()) {
                throw new OciException.Deadline(action, "no answer in " + deadline.toMillis() + " ms, ended");
            }
            return new Result(exitCode, text);
        } catch (IOException e) {
            throw new OciException.Failed(action, e);
        } catch (InterruptedException e) {
            killTree(process);
            Thread.currentThread().interrupt();
            throw new OciException.Failed(action, e);
        } finally {
            done.countDown();
        }
    }

    private boolean passes(CountDownLatch done) {
        try {
            return !done.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private Process start(ProcessBuilder builder) {
        try {
            return linux.start(builder);
        } catch (IOException e) {
            throw new OciException.Failed(action, e);
        }
    }

    static ProcessBuilder builder(List<String> command, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        builder.environment().putAll(variables);
        builder.directory(new File("/"));
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        return builder;
    }

    /** Kills a process of ours and all below it, as the host sees them; the children first, while they can still be found. */
    static void killTree(ProcessHandle top) {
        top.descendants().forEach(ProcessHandle::destroyForcibly);
        top.destroyForcibly();
    }

    /** The same for one that was started here. */
    static void killTree(Process top) {
        top.descendants().forEach(ProcessHandle::destroyForcibly);
        top.destroyForcibly();
    }

    private static String readAll(InputStream output) throws IOException {
        byte[] start = output.readNBytes(OUTPUT_BYTES_MAX);
        output.skip(Long.MAX_VALUE);
        return new String(start, StandardCharsets.UTF_8);
    }
}
