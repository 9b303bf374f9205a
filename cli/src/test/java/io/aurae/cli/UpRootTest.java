// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.cli.FakeNode.Outcome;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher here is a script that holds the lock and becomes a {@link FakeDaemon}. */
@RequiresRoot
class UpRootTest {
    @TempDir
    private Path directory;

    private Path launcher;

    @BeforeEach
    void writeLauncher() throws IOException {
        Files.createDirectories(directory.resolve("run"));
        launcher = script("exec flock -F " + directory + "/run/auraed.lock " + System.getProperty("java.home")
                + "/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp " + System.getProperty("java.class.path")
                + " io.aurae.cli.FakeDaemon \"$@\"");
    }

    @AfterEach
    void stop() {
        run("down");
    }

    private Path script(String text) throws IOException {
        Path file = directory.resolve("launcher");
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private Outcome run(String verb, String... words) {
        List<String> line = new ArrayList<>(List.of("--config", directory + "/home/config", verb));
        if (verb.equals("up") || verb.equals("down")) {
            line.addAll(List.of("--etc-dir", directory + "/etc", "--runtime-dir", directory + "/run"));
            line.addAll(List.of("--library-dir", directory + "/lib", "--log-file", directory + "/log/auraed.log"));
        }
        if (verb.equals("up")) {
            line.addAll(List.of("--auraed", launcher.toString()));
        }
        line.addAll(List.of(words));
        return FakeNode.runLine("", line.toArray(String[]::new));
    }

    @Test
    void makesANodeOnceAndSaysTheSecondTimeWhatIsThere() throws IOException {
        Outcome first = run("up", "alice@nivenly.com");

        assertThat(first.err()).isEmpty();
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .contains("made     identity spiffe://nivenly.com/node/alice", "alice@nivenly.com is up")
                .doesNotContain("present");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("etc/pki"))))
                .isEqualTo("rwx------");
        assertThat(Files.readString(directory.resolve("etc/auraed.toml")))
                .contains("host = \"alice\"\ntrust_domain = \"nivenly.com\"\n");
        assertThat(run("status").code()).isZero();
        byte[] key = Files.readAllBytes(directory.resolve("etc/pki/node.key"));

        Outcome second = run("up", "alice");
        assertThat(second.code()).isZero();
        assertThat(second.out()).contains("present  auraed on ").doesNotContain("made");
        assertThat(Files.readAllBytes(directory.resolve("etc/pki/node.key"))).isEqualTo(key);
        assertThat(run("up", "-o", "json", "alice").out()).contains("\"trustDomain\": \"nivenly.com\"");
    }

    @Test
    void takesAnotherNameOnlyByResetAndOverWhatRunsOnlyByForce() {
        run("up", "alice");
        run("cell", "allocate", "jobs");
        run("cell", "start", "jobs", "sleeper", "--", "stay");

        Outcome refused = run("up", "bob");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("this node is 'alice@aurae.local', not 'bob@aurae.local'");
        Outcome busy = run("up", "--reset", "bob@example.com");
        assertThat(busy.code()).isEqualTo(1);
        assertThat(busy.err()).contains("'1' workloads run (expected: none; --force stops and frees them)");
        assertThat(run("status").code()).isZero();

        Outcome renamed = run("up", "--reset", "--force", "bob@example.com");
        assertThat(renamed.err()).isEmpty();
        assertThat(renamed.out()).contains("made     identity spiffe://example.com/node/bob");
        assertThat(run("status").code()).isZero();
    }

    @Test
    void downEndsTheLauncherAndMayBeRepeated() {
        run("up", "alice");
        run("cell", "allocate", "jobs");
        run("cell", "start", "jobs", "sleeper", "--", "stay");

        assertThat(run("down").out()).isEqualTo("auraed stopped; 1 workloads run on\n");
        assertThat(run("down").out()).isEqualTo("auraed does not run\n");
        assertThat(run("status").code()).isEqualTo(3);

        run("up", "alice");
        run("cell", "allocate", "jobs");
        run("instance", "spawn", "tenant");
        assertThat(run("down", "--all").out()).isEqualTo("auraed stopped; freed 2 pods, cells and instances\n");
    }

    @Test
    void showsTheEndOfTheLogWhenTheDaemonDoesNotCome() throws IOException {
        script("echo 'setting host has the value x'; exit 78");

        Outcome outcome = run("up", "alice");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("aurae up: auraed has ended; the end of ", "setting host has the value x");
    }

    @Test
    void saysWhatADaemonThatIsNotHealthyHasFound() {
        Outcome outcome = run("up", "alice", "--", "--problem");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).isEqualTo("aurae up: auraed is not healthy: cell 'x' not restored\n");
    }

    @Test
    void leavesTheConfigurationOfAnotherNodeAlone() throws IOException {
        Files.createDirectories(directory.resolve("home"));
        String other =
                "[auth]\nca_crt = \"/x/ca.crt\"\nclient_crt = \"/x/a.crt\"\nclient_key = \"/x/a.key\"\n[system]\nsocket = \"/x/s\"\n";
        Files.writeString(directory.resolve("home/config"), other);

        Outcome outcome = run("up", "alice");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("of another node, left alone");
        assertThat(directory.resolve("home/config")).hasContent(other);
    }
}
