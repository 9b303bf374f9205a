// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.AuraeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramsTest {
    @TempDir
    Path directory;

    private static AuraedConfig config(String... flags) {
        return AuraedConfig.of(ConfigSource.read(List.of(flags)));
    }

    @Test
    void aProgramThatCannotBeExecutedIsNamed() {
        assertThatThrownBy(() -> Programs.find(config("--crun", directory.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessage("setting 'crun' has the value '" + directory + "' (expected: an executable file)");
    }

    @Test
    void aProgramThatIsNotOnThePathIsNamed() {
        assertThatThrownBy(() -> Programs.find(config("--crun", "no-such-runtime")))
                .isInstanceOf(AuraeException.class)
                .hasMessageContaining("'no-such-runtime'");
    }
}
