// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.base.Waits;
import io.aurae.linux.Linux;
import io.aurae.linux.ShortRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** One short run of a program, with an empty input, an environment of a PATH alone, and a deadline. */
final class Child {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Linux linux;
    private final String action;
    private final Duration deadline;

    Child(Linux linux, String action, Duration deadline) {
        this.linux = linux;
        this.action = action;
        this.deadline = deadline;
    }

    /** Runs it to its end and reads everything. At the deadline it is killed with all its descendants. */
    ShortRun.Result run(List<String> command) {
        return run(builder(command, Map.of()).redirectErrorStream(true), () -> {});
    }

    /** Runs it with what it writes going to a file that whatever it leaves behind may keep. */
    ShortRun.Result runInto(List<String> command, Path file) {
        ProcessBuilder builder = builder(command, Map.of()).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()));
        return run(builder, () -> {});
    }

    /** As above, with {@code atDeadline} in addition: it must end what is no descendant any more. */
    ShortRun.Result run(ProcessBuilder builder, Runnable atDeadline) {
        try (Waits.Wait _ = Waits.on("the runtime to " + action.replaceFirst(" '.*", ""))) {
            return new ShortRun(linux, builder, deadline)
                    .alsoAtDeadline(atDeadline)
                    .run("");
        } catch (TimeoutException e) {
            throw new OciException.Deadline(action, "no answer in " + deadline.toMillis() + " ms, ended");
        } catch (IOException e) {
            throw new OciException.Failed(action, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
}
