// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.critest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.Node;
import io.aurae.e2e.Project;
import io.aurae.e2e.Registry;
import io.aurae.e2e.Shim;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * critest against the shim. {@code critest-specs.txt} lists the specs that must pass; what is not in it is run too, and reported. The ports
 * 12000 to 12003 of the host must be free.
 */
@RequiresRoot
class CritestIT {
    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final List<String> HOSTS = List.of("registry.k8s.io", "k8s.gcr.io", "gcr.io", "public.ecr.aws");
    private static final Pattern PINNED = Pattern.compile("test-image-digest@sha256:([0-9a-f]{64})");
    private static final Pattern CASE =
            Pattern.compile("<testcase name=\"\\[It] (.*?)(?: \\[Serial])?\" classname=\"[^\"]*\" status=\"(\\w+)\"");

    private static final Path WORK = Project.file("e2e/target/critest");

    @Test
    void everySpecThatCanPassHerePasses() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        Files.createDirectories(WORK);
        Path critest = Shim.tool("critest");
        Registry registry = Registry.start(LEAKS);
        String digest = Command.of(
                        Project.file("e2e/images/make-critest-images.sh").toString(),
                        Project.file("e2e/target/critest-images").toString(),
                        registry.address())
                .orFail();
        Node node = Node.up(LEAKS, registry, mirrors(registry));
        LEAKS.atEnd("close the client", node::close);
        Shim shim = Shim.start(node);
        LEAKS.atEnd("stop the shim", shim::stop);

        Map<String, String> results = run(knowing(critest, digest), shim);

        Set<String> passed = having(results, "passed");
        Set<String> expected = expected();
        System.out.println("critest: " + passed.size() + " specs passed, "
                + having(results, "failed").size() + " failed, "
                + having(results, "skipped").size() + " skipped");
        Set<String> unlisted = new TreeSet<>(passed);
        unlisted.removeAll(expected);
        unlisted.forEach(spec -> System.out.println("critest: passed, and not expected to: " + spec));
        having(results, "failed").stream()
                .filter(spec -> !expected.contains(spec))
                .forEach(spec -> System.out.println("critest: failed, and not expected to pass: " + spec));
        assertThat(passed).as("see %s", WORK.resolve("log")).containsAll(expected);
    }

    private static String mirrors(Registry registry) {
        return HOSTS.stream()
                .map(host -> "[registries.\"%s\"]\nmirrors = [\"http://%s\"]\n".formatted(host, registry.address()))
                .collect(Collectors.joining());
    }

    private static Map<String, String> run(Path critest, Shim shim) throws IOException, InterruptedException {
        Path report = WORK.resolve("report.xml");
        Files.deleteIfExists(report);
        Path config = Files.writeString(WORK.resolve("empty.yaml"), "");
        Process process = new ProcessBuilder(
                        critest.toString(),
                        "--config=" + config,
                        "--runtime-endpoint=" + shim.endpoint(),
                        "--image-endpoint=" + shim.endpoint(),
                        "--ginkgo.no-color",
                        "--ginkgo.junit-report=" + report)
                .directory(WORK.toFile())
                .redirectErrorStream(true)
                .redirectOutput(WORK.resolve("log").toFile())
                .start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("critest did not end within " + PATIENCE + ", see " + WORK.resolve("log"));
        }
        Map<String, String> results = new TreeMap<>();
        Matcher spec = CASE.matcher(Files.readString(report));
        while (spec.find()) {
            results.put(unescaped(spec.group(1)), spec.group(2));
        }
        return results;
    }

    private static String unescaped(String text) {
        return text.replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static Set<String> having(Map<String, String> results, String status) {
        return results.entrySet().stream()
                .filter(result -> result.getValue().equals(status))
                .map(result -> result.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> expected() throws IOException {
        try (InputStream specs = CritestIT.class.getResourceAsStream("/critest-specs.txt")) {
            return new String(specs.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** A copy of critest that expects this digest of the one image whose digest it knows by heart; they are equally long. */
    private static Path knowing(Path critest, String digest) throws IOException {
        String program = Files.readString(critest, ISO_8859_1);
        Matcher pinned = PINNED.matcher(program);
        assertThat(pinned.find()).as("a digest in %s", critest).isTrue();
        Path copy = WORK.resolve("critest");
        Files.deleteIfExists(copy);
        Files.writeString(copy, program.replace(pinned.group(1), digest.substring("sha256:".length())), ISO_8859_1);
        assertThat(copy.toFile().setExecutable(true)).isTrue();
        return copy;
    }
}
