// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.e2e.Command;
import io.aurae.e2e.Library;
import io.aurae.e2e.Project;
import io.aurae.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code auraed spawn} writes, and what runtimes that never heard of it make of that. */
class BundleIT {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private Path bundle() {
        return leaks.directory().resolve(leaks.name());
    }

    private Command spawn(String... words) {
        return Command.of(Project.program("auraed").toString(), "spawn").with(words);
    }

    private Command aurae(String... words) {
        return Command.of(
                        Project.program("aurae").toString(),
                        "--config",
                        bundle().resolve("client.toml").toString())
                .with(words);
    }

    /** The runtime's states and log lie in the test's directory, so that nobody else's containers are touched. */
    private Command runtime(String program, String... words) {
        return Command.of(program, "--root", leaks.directory().resolve(program).toString())
                .with(words);
    }

    private void start(String program) {
        // What a container inherits keeps a pipe open for as long as it runs, so its output goes to a file.
        Command run = runtime(program, "run", "--bundle", bundle().toString(), "--detach", leaks.name());
        Command.of(
                        "sh",
                        "-c",
                        "exec \"$@\" > \"$0\" 2>&1",
                        leaks.directory().resolve("log").toString())
                .with(run.words().toArray(String[]::new))
                .orFail();
        leaks.atEnd(
                "delete the container",
                () -> runtime(program, "delete", "--force", leaks.name()).orFail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void anyRuntimeStartsABundleAndItsDaemonServes(String program) {
        String said =
                spawn("--output", bundle().toString(), "--isolate-network").orFail();
        assertThat(said)
                .contains(
                        "socket  " + bundle().resolve("socket/aurae.sock"),
                        "client  " + bundle().resolve("client.toml"));
        start(program);

        await().untilAsserted(() ->
                assertThat(aurae("status").orFail()).contains("spiffe://aurae.local/node/" + leaks.name(), "healthy"));
        try (AuraeClient client = AuraeClient.open(ClientConfig.load(bundle().resolve("client.toml")))) {
            Library library = new Library(client);
            library.allocate("jobs");
            library.startShell("jobs", "look", "read name < /proc/sys/kernel/hostname; echo $name; echo /home/*");
            assertThat(library.await("jobs", "look").getExitCode()).isZero();
            assertThat(library.log("jobs", "look")).isEqualTo(leaks.name() + "\n/home/*\n");
            library.free("jobs");
        }
        runtime(program, "kill", leaks.name(), "TERM").orFail();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(runtime(program, "state", leaks.name()).orFail())
                                .contains("stopped"));
    }

    @Test
    void aRepeatedSpawnKeepsTheAuthorityAndReplacesThePrograms() throws IOException {
        spawn("--output", bundle().toString()).orFail();
        String authority = Files.readString(bundle().resolve("pki/ca.crt"));
        Path launcher = bundle().resolve("rootfs/opt/aurae/bin/auraed");
        Files.delete(launcher);
        Path stored = Files.writeString(bundle().resolve("rootfs/var/lib/kept"), "kept");
        FileTime before = Files.getLastModifiedTime(bundle().resolve("config.json"));

        spawn("--output", bundle().toString()).orFail();

        assertThat(Files.readString(bundle().resolve("pki/ca.crt"))).isEqualTo(authority);
        assertThat(Files.isExecutable(launcher)).isTrue();
        assertThat(stored).hasContent("kept");
        assertThat(Files.getLastModifiedTime(bundle().resolve("config.json"))).isNotEqualTo(before);
    }

    @Test
    void aDirectoryThatHoldsAnythingElseIsLeftAlone() throws IOException {
        Path other = Files.createDirectories(leaks.directory().resolve("photos"));
        Files.writeString(other.resolve("holiday.jpg"), "sun");

        spawn("--output", other.toString())
                .run()
                .assertFailed(1, "auraed spawn: directory '" + other + "' holds 'holiday.jpg'", "expected");
        spawn().run().assertFailed(64, "flag '--output' is missing");
        spawn("--output", leaks.directory().resolve("x".repeat(99)).toString(), "--name", "box")
                .run()
                .assertFailed(1, "socket with a path of", "at most 107");
        assertThat(other).isDirectoryContaining("glob:**/holiday.jpg");
        assertThat(other).isDirectoryNotContaining("glob:**/rootfs");
    }
}
