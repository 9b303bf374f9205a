// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFileTest {
    private static final String TIME = "2026-11-22T03:37:27.613871255+01:00";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("log");
    }

    @Test
    void readsTimeStreamAndText() throws IOException {
        append("stdout F hello world\n", "stderr F \n", "stdout P half \n", "stdout F and half\n");
        try (LogFile log = LogFile.open(file, OptionalInt.empty())) {
            LogEntry first = log.read().orElseThrow();
            assertThat(first.at()).isEqualTo(Instant.parse("2026-11-22T02:37:27.613871255Z"));
            assertThat(first.output().kind()).isEqualTo(OutputKind.STDOUT);
            assertThat(first.output().data()).asString(UTF_8).isEqualTo("hello world\n");
            LogEntry second = log.read().orElseThrow();
            assertThat(second.output().kind()).isEqualTo(OutputKind.STDERR);
            assertThat(second.output().data()).asString(UTF_8).isEqualTo("\n");
            assertThat(rest(log)).containsExactly("half ", "and half\n");
        }
    }

    @Test
    void takesOnlyWholeRecordsAndLeavesOutWhatIsNone() throws IOException {
        append("stdout F one\n");
        Files.writeString(file, "garbage\n\nmore garbage of four words\n", StandardOpenOption.APPEND);
        append("stdout F tw");
        try (LogFile log = LogFile.open(file, OptionalInt.empty())) {
            assertThat(rest(log)).containsExactly("one\n");
            Files.writeString(file, "o\n", StandardOpenOption.APPEND);
            assertThat(rest(log)).containsExactly("two\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, stdout F", "16000, stdout F", "16384, stderr F", "100000, stdout F", "100000, stdout P"})
    void cutsLongRecordsIntoPartsOfAtMost16KiB(int length, String tag) throws IOException {
        String text = "x".repeat(length);
        append(tag + " " + text + "\n", "stdout F end\n");
        try (LogFile log = LogFile.open(file, OptionalInt.empty())) {
            List<String> parts = rest(log);
            assertThat(parts).allMatch(part -> part.length() <= 16 * 1024);
            assertThat(String.join("", parts)).isEqualTo(text + (tag.endsWith("F") ? "\n" : "") + "end\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "7, 7", "3000, 3000", "5000, 5000", "9000, 5000"})
    void beginsWithTheLastLines(int asked, int expected) throws IOException {
        StringBuilder content = new StringBuilder();
        for (int line = 0; line < 5000; line++) {
            content.append(TIME).append(" stdout P begin ").append(line).append('\n');
            content.append(TIME)
                    .append(" stdout F ")
                    .append("-".repeat(line % 90))
                    .append(line)
                    .append('\n');
        }
        Files.writeString(file, content);
        try (LogFile log = LogFile.open(file, OptionalInt.of(asked))) {
            List<String> parts = rest(log);
            assertThat(parts).hasSize(2 * expected);
            if (expected > 0) {
                assertThat(parts.getFirst()).isEqualTo("begin " + (5000 - expected));
            }
        }
    }

    @Test
    void followsWhatIsWrittenUntilTheProcessHasEnded() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (LogFile log = LogFile.open(file, OptionalInt.empty())) {
            Thread reader = Thread.ofVirtual().start(() -> follow(log, seen));
            append("stdout F one\n");
            Awaitility.await().until(() -> seen.contains("one\n"));
            append("stdout P two");
            append(" and more\n");
            append("stdout F three\n");
            log.processEnded();
            reader.join();
        }
        assertThat(seen).hasSize(3).startsWith("one\n").endsWith("three\n");
    }

    @Test
    void losesNothingWhenTheFileIsReplacedOrEmptied() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        append("stdout F one\n");
        try (LogFile log = LogFile.open(file, OptionalInt.empty())) {
            Thread reader = Thread.ofVirtual().start(() -> follow(log, seen));
            Awaitility.await().until(() -> seen.contains("one\n"));
            Files.move(file, directory.resolve("log.1"));
            append("stdout F two\n");
            Awaitility.await().until(() -> seen.contains("two\n"));
            Files.writeString(file, "");
            Awaitility.await().until(() -> Files.size(file) == 0);
            append("stdout F 3\n");
            log.processEnded();
            reader.join();
        }
        assertThat(seen).containsExactly("one\n", "two\n", "3\n");
    }

    private static void follow(LogFile log, List<String> seen) {
        try {
            for (var entry = log.follow(); entry.isPresent(); entry = log.follow()) {
                seen.add(new String(entry.get().output().data(), UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> rest(LogFile log) {
        List<String> parts = new ArrayList<>();
        for (var entry = log.read(); entry.isPresent(); entry = log.read()) {
            parts.add(new String(entry.get().output().data(), UTF_8));
        }
        return parts;
    }

    private void append(String... records) throws IOException {
        for (String record : records) {
            boolean whole = record.startsWith("std");
            Files.writeString(
                    file, (whole ? TIME + " " : "") + record, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
