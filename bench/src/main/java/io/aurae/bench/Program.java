// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A program that is run to its end. */
final class Program {
    private Program() {}

    /** What it wrote on both outputs; a failure when it ends with another code than 0. */
    static String run(List<String> words) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw BenchException.failed(
                        "'" + String.join(" ", words) + "' ended with " + code + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw BenchException.failed("'" + String.join(" ", words) + "' cannot be run", e);
        }
    }

    static String run(String... words) throws InterruptedException {
        return run(List.of(words));
    }

    /** Where the program is on PATH, if it is. */
    static Optional<Path> find(String name) {
        return findAll(name).stream().findFirst();
    }

    /** All programs of this name, in the order of PATH. */
    static List<Path> findAll(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/sbin:/usr/bin:/sbin:/bin");
        return Arrays.stream(path.split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .toList();
    }
}
