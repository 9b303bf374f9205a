// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that has one address for each pod and gives it to nobody else before it is given back; faults and losses around it. */
final class LostNetworksTest {
    @TempDir
    Path directory;

    private PodNetworks networks;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(directory.resolve("addresses"));
        Files.createDirectories(directory.resolve("net.d"));
        Path plugins = Files.createDirectories(directory.resolve("plugins"));
        Path script = Files.writeString(plugins.resolve("addresses"), """
            #!/bin/sh
            cd %s
            in=$(cat)
            echo "$CNI_COMMAND $CNI_CONTAINERID" >> calls
            [ ! -e $CNI_COMMAND ] || . ./$CNI_COMMAND
            case $CNI_COMMAND in
            ADD) mkdir addresses/$CNI_CONTAINERID 2>/dev/null || { echo '{"msg":"duplicate"}'; exit 1; }; echo '{}';;
            DEL) rm -rf addresses/$CNI_CONTAINERID;;
            GC) echo "$in" > collected;;
            CHECK) [ -e addresses/$CNI_CONTAINERID ] || { echo '{"msg":"no address"}'; exit 1; };;
            esac
            """.formatted(directory));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        configure("1.0.0", "");
        networks = new PodNetworks(
                new Plugins(Linux.load(), List.of(plugins), Duration.ofSeconds(2)),
                directory.resolve("net.d"),
                directory.resolve("notes"));
    }

    private void configure(String version, String more) throws IOException {
        Files.writeString(
                directory.resolve("net.d/10-net.conflist"),
                "{\"cniVersion\":\"" + version + "\",\"name\":\"n\"" + more
                        + ",\"plugins\":[{\"type\":\"addresses\"}]}");
    }

    private PodNetwork add(String pod) {
        return networks.add(pod, namespace(pod), networks.plan(pod, List.of()));
    }

    private static Path namespace(String pod) {
        return Path.of("/run/absent").resolve(pod);
    }

    private boolean hasAddress(String pod) {
        return Files.exists(directory.resolve("addresses").resolve(pod));
    }

    private void when(String command, String deed) throws IOException {
        Files.writeString(directory.resolve(command), deed);
    }

    /** As if the machine had been started anew since. */
    private void reboot() throws IOException {
        Path note = directory.resolve("notes/web.json");
        Files.writeString(note, Files.readString(note).replaceAll("\"boot\":\"[^\"]*\"", "\"boot\":\"earlier\""));
    }

    @Test
    void aNameWhoseRecordWasLostIsGivenBackBeforeItIsUsedAgain() throws IOException {
        add("web");

        assertThat(networks.takeBackLost(Set.of()))
                .containsExactly("network of pod 'web' has no pod (expected: its record; left as it is)");
        assertThat(hasAddress("web")).isTrue();
        PodNetwork again = add("web");

        assertThat(Files.readAllLines(directory.resolve("calls"))).containsExactly("ADD web", "DEL web", "ADD web");
        networks.delete("web", namespace("web"), again);
        assertThat(directory.resolve("notes")).isEmptyDirectory();
    }

    @Test
    void whatIsLeftFromBeforeTheMachineWasStartedIsGivenBackAtOnceUnlessAPodHasIt() throws IOException {
        add("web");
        reboot();

        assertThat(networks.takeBackLost(Set.of("web"))).isEmpty();
        assertThat(hasAddress("web")).isTrue();
        assertThat(networks.takeBackLost(Set.of())).isEmpty();
        assertThat(hasAddress("web")).isFalse();
        assertThat(directory.resolve("notes")).isEmptyDirectory();
    }

    @Test
    void whatCannotBeGivenBackIsToldAndTriedAgain() throws IOException {
        add("web");
        reboot();
        when("DEL", "echo '{\"msg\":\"not now\"}'; exit 1");
        assertThat(networks.takeBackLost(Set.of())).singleElement().asString().contains("failed at DEL: not now");
        assertThatThrownBy(() -> add("web"))
                .hasMessageContaining("failed at ADD: duplicate")
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("not now"));

        Files.delete(directory.resolve("DEL"));

        assertThat(networks.takeBackLost(Set.of())).isEmpty();
        assertThat(hasAddress("web")).isFalse();
    }

    @Test
    void aPluginThatHangsAtDelIsEndedAndAskedAgain() throws IOException {
        PodNetwork network = add("web");
        when("DEL", "exec sleep 60");
        assertThatThrownBy(() -> networks.delete("web", namespace("web"), network))
                .hasMessageContaining("failed at DEL: no answer within 2000 ms, ended");
        assertThat(directory.resolve("notes/web.json")).exists();

        Files.delete(directory.resolve("DEL"));
        networks.delete("web", namespace("web"), network);

        assertThat(hasAddress("web")).isFalse();
        assertThat(directory.resolve("notes")).isEmptyDirectory();
    }

    @Test
    void pluginsTidyUpWhereTheirVersionKnowsItAndKeepWhatMayStillRun() throws IOException {
        configure("1.1.0", "");
        add("lost");
        assertThat(networks.takeBackLost(Set.of("web"))).hasSize(1);
        assertThat(directory.resolve("collected"))
                .content()
                .contains("\"cni.dev/valid-attachments\":[{\"containerID\":\"lost\",\"ifname\":\"eth0\"},"
                        + "{\"containerID\":\"web\",\"ifname\":\"eth0\"}]");
        when("GC", "echo '{\"msg\":\"cannot tidy\"}'; exit 1");
        assertThat(networks.takeBackLost(Set.of()))
                .containsExactly("network 'n': plugin 'addresses' failed at GC: cannot tidy");
    }

    @Test
    void pluginsDoNotTidyUpInAnOldVersionOrWhereOthersUseTheList() throws IOException {
        assertThat(networks.takeBackLost(Set.of())).isEmpty();
        configure("1.1.0", ",\"disableGC\":true");
        assertThat(networks.takeBackLost(Set.of())).isEmpty();

        assertThat(directory.resolve("collected")).doesNotExist();
    }

    @Test
    void aNetworkThatIsNotAsItWasMadeIsToldByThePluginThatMadeIt() throws IOException {
        PodNetwork network = add("web");
        networks.check("web", namespace("web"), network);
        Files.delete(directory.resolve("addresses/web"));

        assertThatThrownBy(() -> networks.check("web", namespace("web"), network))
                .hasMessage("network of pod 'web': plugin 'addresses' failed at CHECK: no address");
        configure("1.0.0", ",\"disableCheck\":true");
        PodNetwork unchecked = add("db");
        Files.delete(directory.resolve("addresses/db"));
        networks.check("db", namespace("db"), unchecked);
    }
}
