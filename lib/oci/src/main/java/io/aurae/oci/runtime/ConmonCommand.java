// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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

    /** Gives conmon our pipe as descriptor 3 and nothing else of ours that it could hold for longer than its start. */
    private static final List<String> PIPE_AS_3 = List.of("/bin/sh", "-c", "exec \"$@\" 3>&1 >/dev/null", "sh");

    private static final Map<String, String> VARIABLES = Map.of("_OCI_SYNCPIPE", "3");
    private static final Gson GSON = new Gson();
    private static final int LINES_MAX = 100;

    /** Its one line of JSON: the pid, or below zero and crun's complaint. */
    record Answer(long data, @Nullable String message) {}

    private ConmonCommand() {}

    static ProcessBuilder create(RuntimePrograms programs, Place place, ContainerId id, Path bundle, Stdio stdio) {
        List<String> words = new ArrayList<>(PIPE_AS_3);
        words.addAll(place.enter(programs.nsenter()));
        words.add(programs.conmon().toString());
        words.addAll(List.of("--api-version", "1", "-c", id.value(), "-u", id.value(), "-n", id.value()));
        words.addAll(List.of("-r", programs.crun().toString(), "--runtime-arg", "--root=" + place.runtimeRoot()));
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
        return Child.builder(words, VARIABLES).redirectErrorStream(true);
    }

    /** Reads up to the answer; what comes before it, or instead of it, is the complaint of a program that never became conmon. */
    static String readAnswer(InputStream output) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
        StringBuilder before = new StringBuilder();
        for (int count = 0; count < LINES_MAX; count++) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            if (line.startsWith("{\"data\"")) {
                return line;
            }
            before.append(line).append('\n');
        }
        return before.toString();
    }

    /** Empty when the text is no answer. */
    static Optional<Answer> parse(String text) {
        if (!text.startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(GSON.fromJson(text, Answer.class));
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }
}
