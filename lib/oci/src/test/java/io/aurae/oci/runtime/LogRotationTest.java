// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A log in several files: the test writes them in the place of a monitor. */
class LogRotationTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private Path path;
    private LogFiles files;
    private int written;

    @BeforeEach
    void name() {
        path = directory.resolve("log");
        files = new LogFiles(path);
    }

    @Test
    void readsFromOneFileIntoTheNext() throws IOException {
        writeInto(3, 4);
        assertThat(lines(LogRange.ALL)).isEqualTo(numbers(0, 12));
        assertThat(directory).isDirectoryContaining("glob:**log.2");
    }

    @ParameterizedTest
    @CsvSource({"0,12", "1,11", "4,8", "5,7", "8,4", "11,1", "12,0", "99,0"})
    void theLastLinesMayLieInSeveralFiles(int tail, int first) throws IOException {
        writeInto(3, 4);
        assertThat(lines(LogRange.tail(OptionalInt.of(tail)))).isEqualTo(numbers(first, 12));
    }

    @Test
    void aLineBegunInOneFileAndEndedInTheNextIsOneLine() throws IOException {
        write("stdout P be");
        files.moveAway(5);
        write("stdout F gun");
        assertThat(lines(LogRange.tail(OptionalInt.of(1)))).containsExactly("be", "gun");
    }

    @ParameterizedTest
    @CsvSource({"-5,0", "0,0", "1,1", "4,4", "11,11", "12,12", "9999,12"})
    void beginsWithTheMomentAskedFor(int seconds, int first) throws IOException {
        writeInto(3, 4);
        Optional<Instant> since = Optional.of(BEGIN.plusSeconds(seconds));
        LogRange range = new LogRange(OptionalInt.empty(), since, Optional.empty(), Optional.empty());
        assertThat(lines(range)).isEqualTo(numbers(first, 12));
        LogRange until = new LogRange(OptionalInt.empty(), Optional.empty(), since, Optional.empty());
        assertThat(lines(until)).isEqualTo(numbers(0, first));
    }

    @Test
    void whatIsAskedForByTimeIsFoundThoughTheClockWasSetBack() throws IOException {
        for (int second : new int[] {10, 20, 5}) {
            writeAt(second);
        }
        Files.setLastModifiedTime(path, FileTime.from(BEGIN.plusSeconds(5)));
        files.moveAway(100);
        writeAt(6);
        LogRange since = new LogRange(
                OptionalInt.empty(), Optional.of(BEGIN.plusSeconds(10)), Optional.empty(), Optional.empty());
        assertThat(lines(since)).containsExactly("10", "20");
        LogRange until = new LogRange(
                OptionalInt.empty(), Optional.empty(), Optional.of(BEGIN.plusSeconds(10)), Optional.empty());
        assertThat(lines(until)).containsExactly("5", "6");
        assertThat(lines(LogRange.tail(OptionalInt.of(2)))).containsExactly("5", "6");
    }

    private void writeAt(int second) throws IOException {
        Files.writeString(
                path,
                BEGIN.plusSeconds(second) + " stdout F " + second + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void readsOneOutputAlone() throws IOException {
        write("stdout F out");
        write("stderr F err");
        LogRange range =
                new LogRange(OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.of(OutputKind.STDERR));
        assertThat(lines(range)).containsExactly("err");
    }

    @Test
    void keepsAsManyFilesAsAsked() throws IOException {
        writeInto(9, 1);
        assertThat(lines(LogRange.ALL)).isEqualTo(numbers(0, 9));
        files.moveAway(3);
        assertThat(files.isBetween()).isTrue();
        write("stdout F " + written);
        assertThat(files.isBetween()).isFalse();
        assertThat(lines(LogRange.ALL)).containsExactly("7", "8", "9");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void goesOnWhereItWasCutShort(int step) throws IOException {
        writeInto(4, 1);
        // What moveAway(5) does first: from the oldest to the youngest, one name further.
        for (int number = 3; number > 3 - step; number--) {
            Files.move(directory.resolve("log." + number), directory.resolve("log." + (number + 1)));
        }
        assertThat(lines(LogRange.ALL)).isEqualTo(numbers(0, 4));
        files.moveAway(5);
        write("stdout F " + written);
        assertThat(lines(LogRange.ALL)).isEqualTo(numbers(0, 5));
    }

    @Test
    void aFollowerLosesNothingAndRepeatsNothing() throws Exception {
        int count = 20_000;
        List<String> seen = new CopyOnWriteArrayList<>();
        write("stdout F " + written++);
        try (LogFile log = LogFile.open(path, OptionalInt.empty())) {
            List<String> read = new ArrayList<>();
            Thread reader = Thread.ofVirtual().start(() -> {
                follow(log, read);
                seen.addAll(read);
            });
            writeAndMove(count);
            log.processEnded();
            reader.join(Duration.ofSeconds(60));
        }
        assertThat(seen).isEqualTo(numbers(0, count));
    }

    /** As a monitor does: it writes to the file it has open, wherever that was moved, until it opens the new one. */
    private void writeAndMove(int count) throws IOException {
        while (written < count) {
            try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                writeLines(out, Math.min(count, written + 150));
                files.moveAway(100);
                writeLines(out, Math.min(count, written + 50));
            }
            Files.createFile(directory.resolve("fresh"));
            Files.move(directory.resolve("fresh"), path);
        }
    }

    private void writeLines(OutputStream out, int end) throws IOException {
        while (written < end) {
            out.write((BEGIN.plusSeconds(written) + " stdout F " + written++ + "\n").getBytes(UTF_8));
        }
    }

    private void writeInto(int count, int linesEach) throws IOException {
        for (int file = 0; file < count; file++) {
            if (file > 0) {
                files.moveAway(100);
            }
            for (int line = 0; line < linesEach; line++) {
                write("stdout F " + written++);
            }
            Files.setLastModifiedTime(path, FileTime.from(BEGIN.plusSeconds(written - 1)));
        }
    }

    private void write(String record) throws IOException {
        Files.writeString(
                path,
                BEGIN.plusSeconds(Math.max(0, written - 1)) + " " + record + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private List<String> lines(LogRange range) {
        List<String> found = new ArrayList<>();
        try (LogFile log = LogFile.open(path, range)) {
            for (var entry = log.read(); entry.isPresent(); entry = log.read()) {
                found.add(text(entry.get()));
            }
        }
        return found;
    }

    private static void follow(LogFile log, List<String> seen) {
        try {
            for (var entry = log.follow(); entry.isPresent(); entry = log.follow()) {
                seen.add(text(entry.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(LogEntry entry) {
        return new String(entry.data(), UTF_8).strip();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }
}
