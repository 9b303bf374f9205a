// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that the standard library's definition declares says what it is, so that a reference can be made of it. */
class ProtoDocsTest {
    private static final Path DEFINITION = Sources.root().resolve("proto/src/main/proto");

    /** A block, a method, a field or a value, each at the beginning of a line; what is in a block that begins there is on later lines. */
    private static final Pattern DECLARATION = Pattern.compile(
            "(?:message|enum|service|rpc) \\w+.*|(?:(?:optional |repeated )?[\\w.]+(?:<.*>)? )?\\w+ = \\d+.*;.*");

    private static final Pattern METHOD = Pattern.compile("rpc (\\w+)\\(.*");

    /** Methods that change nothing, and say so by their name, need not tell what a second call does. */
    private static final Pattern READS =
            Pattern.compile("(Get|List|Status|Wait|Logs|Discover|Processes|Stats|Check|Exec|Attach|Usage).*");

    @Test
    void everyDeclarationHasAComment() throws IOException {
        List<String> bare = new ArrayList<>();
        for (Path file : definitions()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 1; i < lines.size(); i++) {
                if (DECLARATION.matcher(lines.get(i).strip()).matches() && !isDescribed(lines, i)) {
                    bare.add(place(file, i) + ": " + lines.get(i).strip());
                }
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void everyMethodThatChangesSomethingTellsWhatRepeatingItDoes() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path file : definitions()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 1; i < lines.size(); i++) {
                var method = METHOD.matcher(lines.get(i).strip());
                if (method.matches()
                        && !READS.matcher(method.group(1)).matches()
                        && !comment(lines, i).contains("epeating")) {
                    silent.add(place(file, i) + ": " + method.group(1));
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    private static boolean isDescribed(List<String> lines, int line) {
        return !comment(lines, line).isEmpty() || lines.get(line).contains("; // ");
    }

    /** The comment that ends right above a line, empty when there is none. */
    private static String comment(List<String> lines, int line) {
        int first = line;
        while (first > 0 && lines.get(first - 1).strip().startsWith("//")) {
            first--;
        }
        return String.join(" ", lines.subList(first, line));
    }

    private static String place(Path file, int line) {
        return DEFINITION.relativize(file) + ":" + (line + 1);
    }

    private static List<Path> definitions() throws IOException {
        try (Stream<Path> files = Files.walk(DEFINITION)) {
            return files.filter(file -> file.toString().endsWith(".proto"))
                    .sorted()
                    .toList();
        }
    }
}
