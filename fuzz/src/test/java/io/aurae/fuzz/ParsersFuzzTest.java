// SPDX-License-Identifier: Apache-2.0
package io.aurae.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives each parser a minute of damaged inputs, all parsers at once, by a fuzzer that watches which code an input reaches.
 * {@code -Daurae.fuzz.seconds=N} says how long, {@code -Daurae.seed=N} where it begins.
 */
class ParsersFuzzTest {
    private static final String SECONDS = System.getProperty("aurae.fuzz.seconds", "60");
    private static final String SEED = System.getProperty("aurae.seed", "20261122");
    private static final int FINDINGS_MAX = 10;
    private static final int SHOWN_LINES = 400;

    @TempDir
    Path directory;

    private final Map<Class<?>, Process> running = new LinkedHashMap<>();

    @AfterEach
    void end() {
        running.values().forEach(Process::destroyForcibly);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void whateverComesIsTakenOrRefused() throws Exception {
        start(
                Names.class,
                prefixed(Names.GOOD.stream().map(text -> text.getBytes(UTF_8)).toList(), Names.count()));
        start(
                References.class,
                prefixed(
                        References.GOOD.stream()
                                .map(text -> text.getBytes(UTF_8))
                                .toList(),
                        3));
        start(Specs.class, documents());
        start(Archives.class, archives());
        List<String> findings = new ArrayList<>();
        for (var target : running.entrySet()) {
            int code = target.getValue().waitFor();
            List<String> log = Files.readAllLines(log(target.getKey()), ISO_8859_1);
            log.stream()
                    .filter(line -> line.startsWith("Done "))
                    .forEach(line -> System.out.println(
                            "fuzzed " + target.getKey().getSimpleName() + " from seed " + SEED + ": " + line));
            boolean failed = log.stream().anyMatch(line -> line.startsWith("== Java Exception"));
            if (code != 0 || failed) { // it ends with 0 when it went on after the last one
                findings.add(target.getKey().getSimpleName() + " ended with " + code);
                findings.addAll(findings(log));
            }
        }
        assertThat(String.join("\n", findings))
                .as("what is on the lines Base64 goes to src/test/resources/found")
                .isEmpty();
    }

    /** The failures and the inputs that bring them about; all else is progress. */
    private static List<String> findings(List<String> log) {
        return log.stream()
                .filter(line -> line.startsWith("== Java Exception")
                        || line.startsWith("\tat ")
                        || line.startsWith("Caused by:")
                        || line.startsWith("Base64: ")
                        || line.startsWith("Exception in")
                        || line.startsWith("ERROR"))
                .limit(SHOWN_LINES)
                .toList();
    }

    private Path log(Class<?> target) {
        return directory.resolve(target.getSimpleName() + ".log");
    }

    private void start(Class<?> target, List<byte[]> good) throws IOException {
        Path own = Files.createDirectory(directory.resolve(target.getSimpleName()));
        Path corpus = Files.createDirectory(own.resolve("corpus"));
        for (int i = 0; i < good.size(); i++) {
            Files.write(corpus.resolve("good-" + i), good.get(i));
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "-Djava.io.tmpdir=" + own,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=io.aurae.**",
                "--keep_going=" + FINDINGS_MAX,
                "-max_total_time=" + SECONDS,
                "-seed=" + SEED,
                "-max_len=20000",
                "-timeout=60",
                "-rss_limit_mb=4096",
                "-report_slow_units=1000",
                "-print_final_stats=1",
                corpus.toString()));
        running.put(
                target,
                new ProcessBuilder(command)
                        .directory(own.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log(target).toFile())
                        .start());
    }

    /** Each text as each kind. */
    private static List<byte[]> prefixed(List<byte[]> texts, int kinds) {
        List<byte[]> inputs = new ArrayList<>();
        for (int kind = 0; kind < kinds; kind++) {
            for (byte[] text : texts) {
                inputs.add(prefixed(kind, text));
            }
        }
        return inputs;
    }

    private static byte[] prefixed(int first, byte[] rest) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(first);
        input.writeBytes(rest);
        return input.toByteArray();
    }

    private static List<byte[]> documents() throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        for (String sample : Specs.samples()) {
            try (InputStream in = ParsersFuzzTest.class.getResourceAsStream("/samples/" + sample)) {
                assertThat(in).as("sample %s", sample).isNotNull();
                inputs.add(prefixed(inputs.size(), in.readAllBytes()));
            }
        }
        return inputs;
    }

    private static List<byte[]> archives() {
        List<byte[]> inputs = new ArrayList<>();
        for (byte[] archive : Archives.samples()) {
            for (int how : new int[] {0, 1, 4, 8}) {
                inputs.add(prefixed(how, archive));
            }
        }
        return inputs;
    }
}
