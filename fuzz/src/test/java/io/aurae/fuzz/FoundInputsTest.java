// SPDX-License-Identifier: Apache-2.0
package io.aurae.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that once were too much for a parser: each line of a file in {@code found} is one, in base64. */
class FoundInputsTest {
    /** One of them. */
    record Found(String parser, String base64) {}

    static Stream<Found> found() throws IOException {
        Path directory = Path.of("src/test/resources/found");
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream().flatMap(FoundInputsTest::lines);
        }
    }

    private static Stream<Found> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> new Found(file.getFileName().toString(), line));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("found")
    void whatWasFoundOnceIsTakenOrRefused(Found found) throws Exception {
        byte[] input = Base64.getDecoder().decode(found.base64());
        switch (found.parser()) {
            case "names" -> Names.fuzzerTestOneInput(input);
            case "references" -> References.fuzzerTestOneInput(input);
            case "specs" -> Specs.fuzzerTestOneInput(input);
            default -> Archives.fuzzerTestOneInput(input);
        }
    }
}
