// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The protocol of one network plugin: a program that is told the command by its environment and the configuration on its standard input,
 * and answers with JSON. <a href="https://www.cni.dev/docs/spec/#section-2-execution-protocol">CNI 1.0, section 2</a>.
 *
 * @param name the plugin's type in the configuration
 * @param program what is executed
 * @param searchPath handed on, for plugins that run others
 */
record Plugin(String name, Path program, String searchPath) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** @throws NetworkException FAILED_PRECONDITION when no directory has the plugin */
    static Plugin find(String name, List<Path> directories) {
        Optional<Path> program = directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        String path = String.join(":", directories.stream().map(Path::toString).toList());
        return new Plugin(name, program.orElseThrow(() -> new NetworkException.PluginMissing(name, directories)), path);
    }

    /**
     * Runs the plugin once; it has 20 s.
     *
     * @return its result; empty when the command has none, as with DEL
     * @throws NetworkException UNAVAILABLE with the plugin's own words when it fails
     */
    Optional<JsonObject> run(String command, String pod, Path namespace, JsonObject input) {
        try {
            Process process = start(command, pod, namespace);
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.toString().getBytes(StandardCharsets.UTF_8));
            }
            String output = read(process, command, pod);
            if (process.exitValue() != 0) {
                throw new NetworkException.PluginFailed(command, name, pod, reason(output, process.exitValue()));
            }
            return output.isBlank()
                    ? Optional.empty()
                    : Optional.of(JsonParser.parseString(output).getAsJsonObject());
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw failed(command, pod, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(command, pod, e);
        }
    }

    private Process start(String command, String pod, Path namespace) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        environment.put("CNI_COMMAND", command);
        environment.put("CNI_CONTAINERID", pod);
        environment.put("CNI_NETNS", namespace.toString());
        environment.put("CNI_IFNAME", "eth0");
        environment.put("CNI_PATH", searchPath);
        return builder.start();
    }

    private String read(Process process, String command, String pod) throws IOException, InterruptedException {
        Thread killer = Thread.ofVirtual().start(() -> killLate(process));
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NetworkException.PluginFailed(
                        command, name, pod, "no answer within " + DEADLINE.toSeconds() + " s");
            }
            return output;
        } finally {
            killer.interrupt();
        }
    }

    private static void killLate(Process process) {
        try {
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // The plugin ended in time.
            Thread.currentThread().interrupt();
        }
    }

    private static String reason(String output, int exitCode) {
        try {
            JsonObject error = JsonParser.parseString(output).getAsJsonObject();
            return error.has("msg") ? error.get("msg").getAsString() : output.strip();
        } catch (JsonParseException | IllegalStateException e) {
            return output.isBlank() ? "exit code " + exitCode : output.strip();
        }
    }

    private NetworkException failed(String command, String pod, Exception cause) {
        NetworkException failure =
                new NetworkException.PluginFailed(command, name, pod, String.valueOf(cause.getMessage()));
        failure.initCause(cause);
        return failure;
    }
}
