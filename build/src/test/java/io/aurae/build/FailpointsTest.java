// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every step at which a test can make the daemon fail is listed, once, and is named by a literal. */
class FailpointsTest {
    private static final Pattern REACHED = Pattern.compile("Failpoint\\.reach\\(([^)]*)\\)");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z]+(?:-[a-z]+)*(?:\\.[a-z]+(?:-[a-z]+)*){2})\"");
    private static final Pattern LISTED = Pattern.compile("^\\| `([a-z][a-z.-]+)` \\|", Pattern.MULTILINE);

    @Test
    void theListIsThatOfTheCode() throws IOException {
        List<String> listed = LISTED.matcher(Files.readString(Sources.root().resolve("docs/reference/failpoints.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        List<String> reached = reached();
        assertThat(reached).doesNotHaveDuplicates().isNotEmpty();
        assertThat(listed).containsExactlyElementsOf(new TreeSet<>(reached));
    }

    private static List<String> reached() throws IOException {
        List<String> points = new ArrayList<>();
        for (Path file : Sources.below(Sources.root())) {
            if (file.toString().matches(".*/src/main/java/.*\\.java")) {
                REACHED.matcher(Files.readString(file))
                        .results()
                        .forEach(match -> points.add(point(file, match.group(1))));
            }
        }
        return points;
    }

    private static String point(Path file, String argument) {
        var literal = LITERAL.matcher(argument);
        assertThat(literal.matches())
                .as("'%s' in %s is a literal of three words", argument, file)
                .isTrue();
        return literal.group(1);
    }
}
