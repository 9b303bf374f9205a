// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of settings in docs/reference/configuration.md is the list in {@link ConfigKeys}, word for word. */
class ConfigReferenceTest {
    private static final String HEAD = "| key | flag | value | default | meaning |\n|---|---|---|---|---|\n";

    @Test
    void theReferenceListsEverySettingAsItIs() throws IOException {
        Path page = Path.of("../docs/reference/configuration.md");
        String table = HEAD
                + ConfigKeys.ALL.stream().map(ConfigReferenceTest::row).collect(Collectors.joining("\n", "", "\n"));
        assertThat(Files.readString(page).contains(table))
                .as("%s lists the settings as they are (else paste this table into it)%n%n%s", page, table)
                .isTrue();
    }

    private static String row(ConfigKey<?> key) {
        return "| `%s` | `%s` | %s | `%s` | %s |"
                .formatted(key.name(), key.flag(), key.expected(), key.standard(), key.doc());
    }
}
