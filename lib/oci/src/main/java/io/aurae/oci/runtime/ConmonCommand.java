// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How conmon is started, and what it answers. */
final class ConmonCommand {
    /** conmon's name for the log format of {@link LogFile}. */
    private static final String LOG_DRIVER = "k8s-file";

    private static final Map<String, String> VARIABLES = Map.of("_OCI_SYNCPIPE", "3");
    private static final Gson GSON = new Gson();

    /** Its one line of JSON: the pid, or below zero and crun's complaint. */
    record Answer(long data, @Nullable String message) {}

    private ConmonCommand() {}

    static List<String> create(OwnNull runtime, Place place, ContainerId id, Path bundle, Stdio stdio) {
        List<String> words = new ArrayList<>();
        words.add(runtime.programs().conmon().toString());
        words.addAll(List.of("--api-version", "1", "-c", id.value(), "-u", id.value(), "-n", id.value()));
        List<String> crun = new ArrayList<>(runtime.crun());
        words.addAll(List.of("-r", crun.removeFirst()));
        crun.add("--root=" + place.runtimeRoot());
        crun.forEach(word -> words.add("--runtime-arg=" + word));
        words.addAll(List.of(
                "-b", bundle.toString(), "-p", bundle.resolve(BundleFiles.PID).toString()));
        words.addAll(List.of(
                "--exit-dir",
                place.exits().toString(),
                "--socket-dir-path",
                place.sockets().toString()));
        words.addAll(List.of("-l", LOG_DRIVER + ":" + stdio.log(), "--log-level", "error"));
        if (stdio.terminal()) {
            words.add("-t");
        }
        switch (stdio.stdin()) {
            case EMPTY -> {}
            case ONCE -> words.add("-i");
            case OPEN -> words.addAll(List.of("-i", "--leave-stdin-open"));
        }
        return words;
    }

    /** Starts {@code command}, which ends when conmon has answered. */
    static ProcessBuilder untilAnswer(List<String> command, Path bundle) {
        // Where conmon stands it leaves a file "oom" when the kernel ends the container for want of memory.
        return Child.builder(command, VARIABLES).directory(bundle.toFile()).redirectErrorStream(true);
    }

    /** The answer, the last line; empty when conmon never came to it, and the text is the complaint of another program. */
    static Optional<Answer> parse(String output) {
        String line = output.lines().reduce("", (before, last) -> last);
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(GSON.fromJson(line, Answer.class));
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }
}
