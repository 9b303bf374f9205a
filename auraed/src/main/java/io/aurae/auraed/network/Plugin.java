// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.aurae.base.Waits;
import io.aurae.linux.ShortRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The protocol of one network plugin: a program that is told the command by its environment and the configuration on its standard input,
 * and answers with JSON. <a href="https://www.cni.dev/docs/spec/#section-2-execution-protocol">CNI 1.0, section 2</a>.
 *
 * @param name the plugin's type in the configuration
 * @param program what is executed
 * @param plugins where it was found
 */
record Plugin(String name, Path program, Plugins plugins) {
    /** The link in the pod. */
    static final String LINK = "eth0";

    /**
     * The usual plugins are Go programs that live some milliseconds: with one thread to run on, and no collection of garbage before there is
     * much of it, they take a seventh less. Others do not know these variables.
     */
    private static final Map<String, String> SHORT_LIVED =
            Map.of("GOMAXPROCS", "1", "GOGC", "off", "GOMEMLIMIT", "64MiB");

    private static final int REASON_CHARACTERS_MAX = 1000;

    /**
     * Runs the plugin once.
     *
     * @return its result; empty when the command has none, as with DEL
     * @throws NetworkException UNAVAILABLE with the plugin's own words when it fails
     */
    Optional<JsonObject> run(String command, String pod, Path namespace, JsonObject input) {
        try (Waits.Wait _ = Waits.on("network plugin " + name)) {
            ProcessBuilder process = process(command);
            process.environment().put("CNI_CONTAINERID", pod);
            process.environment().put("CNI_NETNS", namespace.toString());
            process.environment().put("CNI_IFNAME", LINK);
            ShortRun.Result result = command(process).run(input.toString());
            if (result.exitCode() != 0) {
                throw new NetworkException.PluginFailed(command, name, pod, reason(result));
            }
            return result.output().isBlank() ? Optional.empty() : Optional.of(answer(command, pod, result.output()));
        } catch (IOException e) {
            throw failed(command, pod, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(command, pod, e);
        }
    }

    private JsonObject answer(String command, String pod, String output) {
        try {
            return JsonParser.parseString(output).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new NetworkException.PluginFailed(
                    command, name, pod, "answered '" + shortened(output.strip()) + "' (expected: a JSON object)");
        }
    }

    /**
     * Lets the plugin give back what it has for pods that are not in the input.
     *
     * @throws NetworkException UNAVAILABLE with the plugin's own words when it fails
     */
    void collect(String network, JsonObject input) {
        try {
            ShortRun.Result result = command(process("GC")).run(input.toString());
            if (result.exitCode() != 0) {
                throw new NetworkException.CollectFailed(name, network, reason(result));
            }
        } catch (IOException e) {
            throw new NetworkException.CollectFailed(name, network, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NetworkException.CollectFailed(name, network, "interrupted");
        }
    }

    private Command command(ProcessBuilder process) {
        return new Command(plugins.linux(), process, plugins.deadline());
    }

    private ProcessBuilder process(String command) {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        environment.putAll(SHORT_LIVED);
        environment.put("CNI_COMMAND", command);
        environment.put("CNI_PATH", plugins.searchPath());
        return builder;
    }

    /** The message of the error that it wrote, else whatever it wrote. */
    private static String reason(ShortRun.Result result) {
        try {
            JsonObject error = JsonParser.parseString(result.output()).getAsJsonObject();
            if (error.has("msg")) {
                String details =
                        error.has("details") ? ": " + error.get("details").getAsString() : "";
                return shortened(error.get("msg").getAsString() + details);
            }
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            // no error in the form of the specification
        }
        String said = (result.output() + " " + result.errors()).strip();
        return "exit code " + result.exitCode() + (said.isEmpty() ? "" : ", " + shortened(said));
    }

    private static String shortened(String text) {
        return text.length() <= REASON_CHARACTERS_MAX ? text : text.substring(0, REASON_CHARACTERS_MAX) + "…";
    }

    private NetworkException failed(String command, String pod, Exception cause) {
        NetworkException failure =
                new NetworkException.PluginFailed(command, name, pod, String.valueOf(cause.getMessage()));
        failure.initCause(cause);
        return failure;
    }
}
