// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.identity.Authority;
import io.aurae.identity.IdentityException;
import io.aurae.identity.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeFilesTest {
    private static final NodeName ALICE = new NodeName("alice", "nivenly.com");

    @TempDir
    private Path directory;

    private final List<String> made = new ArrayList<>();

    private void report(String what, boolean changed) {
        if (changed) {
            made.add(what);
        }
    }

    @Test
    void aNameKeepsItsDomainUnlessItGetsAnother() {
        assertThat(NodeName.parse("alice", Optional.empty())).isEqualTo(new NodeName("alice", "aurae.local"));
        assertThat(NodeName.parse("alice", Optional.of(ALICE))).isEqualTo(ALICE);
        assertThat(NodeName.parse("bob", Optional.of(ALICE))).isEqualTo(new NodeName("bob", "aurae.local"));
        assertThat(NodeName.parse("alice@x.org", Optional.of(ALICE))).isEqualTo(new NodeName("alice", "x.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Alice", "a.b", "alice@", "@x", "alice@x@y", "-a", "alice@x/y"})
    void anythingElseIsNoName(String text) {
        assertThatThrownBy(() -> NodeName.parse(text, Optional.empty()))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("host '" + text + "' is not readable");
    }

    @Test
    void trustIsMadeOnceAndRenewedWhenItEndsSoon() {
        Trust trust = new Trust(directory.resolve("pki"), ALICE);
        trust.establish("root", this::report);
        assertThat(made).hasSize(3);

        made.clear();
        trust.establish("root", this::report);
        assertThat(made).isEmpty();

        Authority authority = Authority.load(directory.resolve("pki/ca.crt"), directory.resolve("pki/ca.key"));
        Leaf ending = Leaf.node(authority.trustDomain(), "alice").validFor(Duration.ofDays(2));
        authority.issue(ending, directory.resolve("pki"), "node");
        trust.establish("root", this::report);
        assertThat(made).containsExactly("identity spiffe://nivenly.com/node/alice");
    }

    @Test
    void trustOfAnotherDomainIsNotOverwritten() {
        new Trust(directory.resolve("pki"), ALICE).establish("root", this::report);

        Trust other = new Trust(directory.resolve("pki"), new NodeName("alice", "example.com"));
        assertThatThrownBy(() -> other.establish("root", this::report))
                .isInstanceOf(IdentityException.class)
                .hasMessageContaining("nivenly.com");
    }

    @Test
    void theDaemonsConfigurationKeepsItsOwnersLines() throws IOException {
        Path file = directory.resolve("auraed.toml");
        DaemonConfigFile config = new DaemonConfigFile(file);
        assertThat(config.read()).isEmpty();

        config.write(ALICE);
        assertThat(config.read()).contains(ALICE);
        Files.writeString(file, Files.readString(file) + "verbose = true\n[registry.\"docker.io\"]\nmirrors = []\n");
        config.write(new NodeName("bob", "x.org"));

        assertThat(config.read()).contains(new NodeName("bob", "x.org"));
        assertThat(Files.readString(file))
                .contains("verbose = true\n[registry.\"docker.io\"]\nmirrors = []\n", "# Configuration of auraed")
                .doesNotContain("alice");
    }

    @Test
    void aConfigurationThatIsNoTomlIsRefused() throws IOException {
        Path file = directory.resolve("auraed.toml");
        Files.writeString(file, "host = = 1\n");

        assertThatThrownBy(() -> new DaemonConfigFile(file).read())
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("configuration '" + file + "'");
    }

    @Test
    void theDaemonGetsFlagsOnlyForWhatIsElsewhere() {
        NodeLayout standard = new NodeLayout(
                Path.of("/etc/aurae"),
                Path.of("/run/aurae"),
                Path.of("/var/lib/aurae"),
                Path.of("/run/aurae/aurae.sock"),
                Path.of("/var/log/aurae/auraed.log"));
        NodeLayout other = new NodeLayout(Path.of("/e"), Path.of("/r"), Path.of("/l"), Path.of("/s"), Path.of("/log"));

        assertThat(standard.isStandard()).isTrue();
        assertThat(standard.daemonFlags()).containsExactly("--config", "/etc/aurae/auraed.toml");
        assertThat(String.join(" ", other.daemonFlags()))
                .isEqualTo(
                        "--config /e/auraed.toml --ca-crt /e/pki/ca.crt --ca-key /e/pki/ca.key --server-crt /e/pki/node.crt"
                                + " --server-key /e/pki/node.key --runtime-dir /r --library-dir /l --socket /s");
    }

    @Test
    void theUnitEndsTheDaemonOnly() {
        String unit =
                SystemdService.unit(new LauncherCommand(List.of("/opt/aurae/bin/auraed", "--config", "/a b/50%")));

        assertThat(unit)
                .contains(
                        "ExecStart=/opt/aurae/bin/auraed --config \"/a b/50%%\"\n",
                        "KillMode=process\n", "Delegate=yes\n");
    }

    @Test
    void aLockIsHeldByNobodyUntilSomebodyHoldsIt() throws IOException, InterruptedException {
        Path lock = directory.resolve("auraed.lock");
        assertThat(LauncherLock.holder(lock)).isEmpty();
        Files.createFile(lock);
        assertThat(LauncherLock.holder(lock)).isEmpty();

        Process holder =
                new ProcessBuilder("flock", "-F", lock.toString(), "sh", "-c", "echo held; exec sleep 60").start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThat(LauncherLock.holder(lock))
                    .hasValueSatisfying(found -> assertThat(found.pid()).isEqualTo(holder.pid()));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(LauncherLock.holder(lock)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ActiveState=inactive;Job=, true",
        "ActiveState=failed, true",
        "ActiveState=inactive;Job=417, false",
        "ActiveState=activating;Job=417, false",
        "ActiveState=active;Job=0, false",
        "'', false"
    })
    void aUnitHasEndedWhenItRestsAndNothingIsToChangeThat(String shown, boolean ended) {
        assertThat(SystemdService.hasEnded(shown.replace(';', '\n'))).isEqualTo(ended);
    }
}
