// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import io.aurae.base.FaultCode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The command line: {@code --flag value}, each with a default.
 *
 * @param home the distribution's folder
 * @param output where the result, the logs and the images go
 * @param images where the scripts are that start a registry and make images
 * @param pods how many pods are up at most, and how many rounds there are
 * @param execs how many commands are run in each
 * @param lists how many lists are asked for with all pods up
 * @param idlePods how many pods are up while memory is measured
 * @param burst how many pods are started at once
 * @param pulls how often a large image is pulled
 * @param restartPods how many pods are up when the daemon is killed
 * @param containerd2 containerd 2's program, its shim beside it; empty for the one that is found, if any
 * @param before a distribution of an earlier state, to be measured in turns with this one; empty for none
 * @param only the targets to measure; empty for all
 */
record Settings(
        Path home,
        Path output,
        Path images,
        int pods,
        int execs,
        int lists,
        int idlePods,
        int burst,
        int pulls,
        int restartPods,
        String containerd2,
        Optional<Path> before,
        Set<String> only) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("home", "dist/target/aurae"),
            Map.entry("output", "bench/target/bench"),
            Map.entry("images", "e2e/images"),
            Map.entry("pods", "30"),
            Map.entry("execs", "5"),
            Map.entry("lists", "50"),
            Map.entry("idle-pods", "10"),
            Map.entry("burst", "50"),
            Map.entry("pulls", "5"),
            Map.entry("restart-pods", "100"),
            Map.entry("containerd2", ""),
            Map.entry("before", ""),
            Map.entry("only", ""));

    /** @throws BenchException INVALID_ARGUMENT for an unknown flag, one without a value, or a number below 1 */
    static Settings parse(List<String> arguments) {
        Map<String, String> given = new HashMap<>(DEFAULTS);
        for (int i = 0; i < arguments.size(); i += 2) {
            String flag = arguments.get(i);
            if (!flag.startsWith("--") || !DEFAULTS.containsKey(flag.substring(2))) {
                throw invalid("flag '" + flag + "' is unknown (expected: one of " + flags() + ")");
            }
            if (i + 1 == arguments.size()) {
                throw invalid("flag '" + flag + "' has no value (expected: one)");
            }
            given.put(flag.substring(2), arguments.get(i + 1));
        }
        String only = text("only", given);
        return new Settings(
                path(text("home", given)),
                path(text("output", given)),
                path(text("images", given)),
                count("pods", given),
                count("execs", given),
                count("lists", given),
                count("idle-pods", given),
                count("burst", given),
                count("pulls", given),
                count("restart-pods", given),
                text("containerd2", given),
                Optional.of(text("before", given))
                        .filter(home -> !home.isEmpty())
                        .map(Settings::path),
                only.isEmpty() ? Set.of() : Set.of(only.split(",")));
    }

    private static String text(String name, Map<String, String> given) {
        return given.getOrDefault(name, "");
    }

    private static Path path(String text) {
        return Path.of(text).toAbsolutePath();
    }

    private static String flags() {
        return String.join(
                ", ",
                DEFAULTS.keySet().stream().sorted().map(name -> "--" + name).toList());
    }

    private static int count(String name, Map<String, String> given) {
        String value = text(name, given);
        try {
            int count = Integer.parseInt(value);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new BenchException(FaultCode.INVALID_ARGUMENT, wrongCount(name, value), e);
        }
        throw invalid(wrongCount(name, value));
    }

    private static String wrongCount(String name, String value) {
        return "flag '--" + name + "' is '" + value + "' (expected: a whole number above 0)";
    }

    private static BenchException invalid(String message) {
        return new BenchException(FaultCode.INVALID_ARGUMENT, message);
    }

    /** @throws BenchException INVALID_ARGUMENT when a target is asked for that is none of these */
    void requireKnown(List<String> targets) {
        for (String name : only) {
            if (!targets.contains(name)) {
                throw invalid(
                        "target '" + name + "' is unknown (expected: some of " + String.join(", ", targets) + ")");
            }
        }
    }

    /** Whether the target is to be measured. */
    boolean wants(Target target) {
        return only.isEmpty() || only.contains(target.name());
    }
}
