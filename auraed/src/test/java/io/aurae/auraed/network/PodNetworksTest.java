// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.Linux;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plugins that are shell scripts: each notes what it was told in a file, and answers as the test wants. */
final class PodNetworksTest {
    private static final Path NAMESPACE = Path.of("/run/netns/web");

    @TempDir
    Path directory;

    private Path plugins;
    private Path configuration;
    private PodNetworks networks;

    @BeforeEach
    void directories() throws IOException {
        plugins = Files.createDirectory(directory.resolve("plugins"));
        configuration = Files.createDirectory(directory.resolve("net.d"));
        networks = networks(Duration.ofSeconds(5));
    }

    private PodNetworks networks(Duration deadline) {
        return new PodNetworks(
                new Plugins(Linux.load(), List.of(plugins), deadline), configuration, directory.resolve("notes"));
    }

    /** Notes command and configuration in the file {@code calls}, then does {@code deed}, which knows {@code $CNI_COMMAND}. */
    private void plugin(String name, String deed) throws IOException {
        Path script = plugins.resolve(name);
        Files.writeString(script, """
            #!/bin/sh
            in=$(cat)
            printf '%%s %s %%s %%s %%s\\n' "$CNI_COMMAND" "$CNI_CONTAINERID" "$CNI_NETNS" "$in" >> %s
            %s
            """.formatted(name, directory.resolve("calls"), deed));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private void configure(String plugins) throws IOException {
        Files.writeString(
                configuration.resolve("10-net.conflist"),
                "{\"cniVersion\":\"1.0.0\",\"name\":\"testnet\",\"plugins\":[" + plugins + "]}");
    }

    private static String answer(String ip) {
        return "[ \"$CNI_COMMAND\" = DEL ] || echo '{\"ips\":[{\"address\":\"" + ip + "/24\"}]}'";
    }

    private record Call(String command, String plugin, String pod, String namespace, JsonObject input) {}

    private List<Call> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls")).stream()
                .map(line -> line.split(" ", 5))
                .map(part -> new Call(
                        part[0],
                        part[1],
                        part[2],
                        part[3],
                        JsonParser.parseString(part[4]).getAsJsonObject()))
                .toList();
    }

    private List<String> order() throws IOException {
        return calls().stream()
                .map(call -> call.command() + " " + call.plugin())
                .toList();
    }

    private PodNetwork add() {
        return networks.add("web", NAMESPACE, networks.plan("web", List.of()));
    }

    @Test
    void pluginsRunInTheirOrderAndEachSeesTheResultOfTheOneBefore() throws IOException {
        plugin("first", answer("10.0.0.1"));
        plugin("second", answer("10.0.0.2"));
        configure("{\"type\":\"first\",\"own\":1},{\"type\":\"second\"}");

        PodNetwork network = add();

        assertThat(network.ips()).containsExactly("10.0.0.2");
        assertThat(order()).containsExactly("ADD first", "ADD second");
        Call first = calls().getFirst();
        assertThat(first.pod()).isEqualTo("web");
        assertThat(first.namespace()).isEqualTo(NAMESPACE.toString());
        assertThat(first.input().toString())
                .isEqualTo("{\"type\":\"first\",\"own\":1,\"name\":\"testnet\",\"cniVersion\":\"1.0.0\"}");
        assertThat(calls().get(1).input().get("prevResult").toString()).contains("10.0.0.1");
    }

    @Test
    void portMappingsGoToThePluginThatCanMapPortsAlone() throws IOException {
        plugin("first", answer("10.0.0.1"));
        plugin("second", "cat > /dev/null");
        configure("{\"type\":\"first\"},{\"type\":\"second\",\"capabilities\":{\"portMappings\":true}}");

        networks.add("web", NAMESPACE, networks.plan("web", List.of(new PortMapping("udp", 53, 5353, "127.0.0.1"))));

        assertThat(calls().get(0).input().has("runtimeConfig")).isFalse();
        assertThat(calls().get(1).input().has("capabilities")).isFalse();
        assertThat(calls().get(1).input().get("runtimeConfig").toString())
                .isEqualTo("{\"portMappings\":[{\"hostPort\":5353,\"containerPort\":53,\"protocol\":\"udp\","
                        + "\"hostIP\":\"127.0.0.1\"}]}");
    }

    @Test
    void aPortOfTheHostLeadsToOnePod() throws IOException {
        plugin("first", answer("10.0.0.1"));
        configure("{\"type\":\"first\"}");
        int port = freePort();
        networks.plan("web", List.of(new PortMapping("tcp", 80, port, "127.0.0.1")));

        assertThatThrownBy(() -> networks.plan("db", List.of(new PortMapping("tcp", 80, port, ""))))
                .isInstanceOf(NetworkException.PortTaken.class)
                .hasMessage("pod 'db': host port '" + port + "/tcp' is taken by pod 'web' (expected: a free port)");
        networks.plan("web", List.of(new PortMapping("tcp", 80, port, "127.0.0.1"))); // its own
        networks.plan("dns", List.of(new PortMapping("udp", 80, port, "")));
        networks.release("web");
        networks.plan("db", List.of(new PortMapping("tcp", 80, port, "::1")));
    }

    @Test
    void aPortOnWhichAProgramListensIsRefused() throws IOException {
        plugin("first", answer("10.0.0.1"));
        configure("{\"type\":\"first\"}");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PortMapping mapping = new PortMapping("tcp", 80, other.getLocalPort(), "");

            assertThatThrownBy(() -> networks.plan("web", List.of(mapping)))
                    .isInstanceOfSatisfying(
                            AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION))
                    .hasMessageContaining("'" + other.getLocalPort() + "/tcp' is taken by a program of the host");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aFailedAddIsUndoneByDelOfAllInReverseOrder() throws IOException {
        plugin("first", answer("10.0.0.1"));
        plugin(
                "second",
                "[ $CNI_COMMAND = DEL ] || { echo '{\"code\":7,\"msg\":\"no room\",\"details\":\"at all\"}'; exit 1;"
                        + " }");
        configure("{\"type\":\"first\"},{\"type\":\"second\"}");

        assertThatThrownBy(this::add)
                .isInstanceOf(NetworkException.PluginFailed.class)
                .hasMessage("network of pod 'web': plugin 'second' failed at ADD: no room: at all");

        assertThat(order()).containsExactly("ADD first", "ADD second", "DEL second", "DEL first");
        assertThat(calls().getLast().input().get("prevResult").toString()).contains("10.0.0.1");
    }

    @Test
    void delGoesOnAfterAFailureAndReportsIt() throws IOException {
        plugin("first", "[ $CNI_COMMAND = ADD ] || { echo broken >&2; exit 3; }");
        plugin("second", "[ $CNI_COMMAND = ADD ] || exit 4");
        configure("{\"type\":\"first\"},{\"type\":\"second\"}");
        PodNetwork network = add();

        NetworkException failure =
                catchThrowableOfType(NetworkException.class, () -> networks.delete("web", NAMESPACE, network));

        assertThat(failure.code()).isEqualTo(FaultCode.UNAVAILABLE);
        assertThat(failure).hasMessageContaining("plugin 'second' failed at DEL: exit code 4");
        assertThat(failure.getSuppressed()).singleElement().asString().contains("'first'", "exit code 3, broken");
        assertThat(order()).endsWith("DEL second", "DEL first");
    }

    @Test
    void aPluginThatIsMissingIsNoticedBeforeAnythingIsAddedAndDoesNotKeepFromUndoing() throws IOException {
        plugin("first", answer("10.0.0.1"));
        configure("{\"type\":\"first\"},{\"type\":\"nowhere\"}");
        PodNetwork plan = networks.plan("web", List.of());

        NetworkException failure =
                catchThrowableOfType(NetworkException.class, () -> networks.add("web", NAMESPACE, plan));
        networks.delete("web", NAMESPACE, plan);

        assertThat(failure.code()).isEqualTo(FaultCode.FAILED_PRECONDITION);
        assertThat(failure).hasMessageContaining("'nowhere'", plugins.toString());
        assertThat(order()).containsExactly("DEL first");
    }

    @Test
    void aPodIsDisconnectedByTheConfigurationThatConnectedIt() throws IOException {
        plugin("first", answer("10.0.0.1"));
        plugin("other", answer("10.0.0.2"));
        configure("{\"type\":\"first\"}");
        PodNetwork network = add();
        configure("{\"type\":\"other\"}");

        networks.delete("web", NAMESPACE, network);

        assertThat(order()).containsExactly("ADD first", "DEL first");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sleep 60 & echo $! > %s/child; sleep 60 | no answer within 300 ms",
                "(setsid sh -c 'echo $$ > %s/child; sleep 60' &); sleep 60 | no answer within 300 ms",
                "head -c 3000000 /dev/zero | wrote more than 1048576 bytes",
                "echo no json | answered 'no json' (expected: a JSON object)",
                "echo '[]' | answered '[]' (expected: a JSON object)",
                "exit 5 | exit code 5",
                "echo '{\"msg\":7}'; exit 1 | 7",
            })
    void aPluginThatMisbehavesIsEndedAndItsFaultNamed(String deed, String reason) throws IOException {
        plugin("first", deed.formatted(directory));
        configure("{\"type\":\"first\"}");
        PodNetworks hasty = networks(Duration.ofMillis(300));

        assertThatThrownBy(() -> hasty.add("web", NAMESPACE, hasty.plan("web", List.of())))
                .isInstanceOf(NetworkException.PluginFailed.class)
                .hasMessageContaining("plugin 'first' failed at ADD")
                .hasMessageContaining(reason);

        Path child = directory.resolve("child");
        if (Files.exists(child)) {
            long pid = Long.parseLong(Files.readString(child).strip());
            await().until(() ->
                    ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    @Test
    void whatAPluginLeavesBehindDoesNotKeepItsAnswer() throws IOException {
        plugin("first", "sleep 4 & " + answer("10.0.0.1"));
        configure("{\"type\":\"first\"}");

        assertThat(add().ips()).containsExactly("10.0.0.1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | is not a configuration list",
                "[] | is not a configuration list",
                "{\"name\":\"n\",\"cniVersion\":\"1.0.0\"} | has no plugins",
                "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[]} | has no plugins",
                "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[{}]} | has no 'type'",
                "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[7]} | is not a configuration list",
                "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"x\",\"capabilities\":1}]} |"
                        + " capabilities '1'",
                "{\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"x\"}]} | has no 'name'",
                "{\"name\":\"n\",\"plugins\":[{\"type\":\"x\"}]} | has no 'cniVersion'",
            })
    void aFileThatIsNoConfigurationIsNamed(String content, String reason) throws IOException {
        Files.writeString(configuration.resolve("10-net.conflist"), content);

        NetworkException failure = catchThrowableOfType(NetworkException.class, () -> networks.plan("web", List.of()));

        assertThat(failure.code()).isEqualTo(FaultCode.FAILED_PRECONDITION);
        assertThat(failure).hasMessageContaining("10-net.conflist").hasMessageContaining(reason);
    }

    @Test
    void withoutAFileTheShippedConfigurationIsInForce() {
        PodNetwork plan = networks.plan("web", List.of());

        assertThat(plan.configuration().plugins()).extracting(Conflist::type).contains("bridge", "portmap");
        assertThat(plan.ips()).isEmpty();
    }

    @Test
    void aPluginIsOnlyLookedForInItsDirectories() throws IOException {
        configure("{\"type\":\"../plugins/first\"}");
        plugin("first", answer("10.0.0.1"));

        assertThatThrownBy(this::add).isInstanceOf(NetworkException.PluginMissing.class);
    }
}
