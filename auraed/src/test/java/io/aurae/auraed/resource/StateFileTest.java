// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateFileTest {
    private record Inner(ResourceName name, @Nullable String maybe) {}

    private record Outer(
            Inner inner, List<Inner> more, Map<String, String> map, Instant at, Duration grace, Path path, long count) {
        private Outer {
            more = List.copyOf(more);
        }
    }

    private static final Outer WHOLE = new Outer(
            new Inner(new ResourceName("web/a"), null),
            List.of(new Inner(new ResourceName("b"), "<\"ü\"\n>")),
            Map.of("k", "v"),
            Instant.parse("2026-01-02T03:04:05.000000006Z"),
            Duration.ofMillis(1500),
            Path.of("/run/x"),
            Long.MAX_VALUE);

    @TempDir
    Path directory;

    private Path path;
    private StateFile<Outer> file;

    @BeforeEach
    void file() {
        path = directory.resolve("state.json");
        file = new StateFile<>(path, Outer.class);
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        assertThat(file.read()).isEmpty();
        file.write(WHOLE);
        assertThat(file.read()).isEqualTo(Optional.of(WHOLE));
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aFileThatIsCutOffAnywhereIsNeverTakenForARecord() throws IOException {
        file.write(WHOLE);
        byte[] content = Files.readAllBytes(path);
        for (int length = 0; length < content.length; length++) {
            Files.write(path, Arrays.copyOf(content, length));
            assertRefused();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "[]",
                "{}",
                "{\"inner\":{}}",
                "\"text\"",
                "\0\0\0",
                "{\"at\":\"yesterday\"}",
                "{\"inner\":{\"name\":{\"path\":\"..\"}}}"
            })
    void contentThatIsNoSuchRecordIsRefused(String content) throws IOException {
        Files.writeString(path, content);
        assertRefused();
    }

    @Test
    void aRecordWithoutAComponentThatItMustHaveIsRefusedWithTheComponent() throws IOException {
        file.write(WHOLE);
        Files.writeString(path, Files.readString(path).replace("\"name\":{\"path\":\"b\"},", ""));

        assertRefused();
        assertThatThrownBy(file::read).rootCause().hasMessageContaining("Inner has no 'name'");
    }

    @Test
    void whatALaterReleaseAddedIsPassedOverAndWhatAnEarlierOneLeftOutIsAbsent() throws IOException {
        file.write(WHOLE);
        String written = Files.readString(path);
        assertThat(written).startsWith("{\"version\":1,");

        Files.writeString(path, written.replaceFirst("\\{", "{\"added\":{\"deep\":[1,2]},"));
        assertThat(file.read()).contains(WHOLE);
        Files.writeString(path, written.replace("\"version\":1,", ""));
        assertThat(file.read()).contains(WHOLE);
        Files.writeString(path, written.replaceFirst(",\"maybe\":\"[^}]*}", "}"));
        assertThat(file.read().orElseThrow().more()).containsExactly(new Inner(new ResourceName("b"), null));
    }

    @Test
    void aFileOfALaterVersionIsRefusedAndLeft() throws IOException {
        file.write(WHOLE);
        String later = Files.readString(path).replace("\"version\":1", "\"version\":2");
        Files.writeString(path, later);

        assertThatThrownBy(file::read)
                .hasMessage("state file '" + path
                        + "' has a later version than '1' (expected: a daemon as new as the one that wrote it)")
                .isInstanceOfSatisfying(
                        ResourceException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
        assertThat(path).hasContent(later);
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOldRecord() throws IOException {
        file.write(WHOLE);
        Path blocked = directory.resolve("none/state.json");
        assertThatThrownBy(() -> new StateFile<>(blocked, Outer.class).write(WHOLE))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("'" + blocked + "' cannot be written");
        assertThat(file.read()).contains(WHOLE);
    }

    private void assertRefused() {
        assertThatThrownBy(file::read)
                .isInstanceOf(ResourceException.class)
                .hasMessage("state file '" + path + "' cannot be read as Outer");
    }
}
