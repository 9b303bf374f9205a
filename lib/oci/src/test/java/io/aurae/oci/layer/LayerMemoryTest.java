// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an archive may make the process remember. */
@Timeout(120)
class LayerMemoryTest {
    @TempDir
    Path directory;

    @Test
    void onlyThePathsUsedLastAreRemembered() {
        RecentPaths paths = new RecentPaths(100_000);
        Path first = Path.of("/first");
        paths.add(first);
        for (int number = 0; number < 10_000; number++) {
            paths.add(Path.of("/directory-" + number));
            assertThat(paths.contains(first)).isTrue();
        }
        assertThat(paths.count()).isBetween(100, 500);
        assertThat(paths.contains(Path.of("/directory-9999"))).isTrue();
        assertThat(paths.contains(Path.of("/directory-0"))).isFalse();
        paths.clear();
        assertThat(paths.contains(first)).isFalse();
    }

    @Test
    void manyTimesComeBackInOrderAndLeaveNoFile() throws IOException {
        Path root = Files.createDirectory(directory.resolve("layer"));
        List<String> expected = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        try (DirectoryTimes times = new DirectoryTimes(root)) {
            for (int number = 0; number < 20_000; number++) {
                String name = number == 7 ? "" : "ü-" + number;
                times.add(root.resolve(name), new TarEntry.Time(-number, number));
                expected.add(root.resolve(name) + " " + -number + " " + number);
            }
            assertThat(inDirectory()).containsExactly("layer");
            times.forEach((path, time) -> seen.add(path + " " + time.seconds() + " " + time.nanos()));
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(inDirectory()).containsExactly("layer");
    }

    private List<String> inDirectory() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void anArchiveOfDirectoriesWithLongNamesIsUnpackedWithLittleMemory() throws Exception {
        String deep = "d".repeat(250).concat("/").repeat(13);
        TestTar tar = new TestTar();
        for (int number = 0; number < 5_000; number++) {
            tar.pax("path", (deep + number).getBytes(UTF_8)).directory("x");
        }
        Path archive = Files.write(directory.resolve("archive"), tar.bytes());
        Path layer = Files.createDirectory(directory.resolve("layer"));
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyDirectories.class.getName(),
                        archive.toString(),
                        layer.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(java.getInputStream().readAllBytes(), UTF_8)).endsWith("unpacked\n");
        assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.getLastModifiedTime(layer.resolve(deep + "4999")).toInstant())
                .isEqualTo(Files.getLastModifiedTime(layer.resolve(deep + "0")).toInstant());
        assertThat(inDirectory()).containsExactly("archive", "layer");
        Trees.delete(layer);
    }
}
