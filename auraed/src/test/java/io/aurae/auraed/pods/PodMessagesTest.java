// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.resource.Hostname;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.IdMap;
import io.aurae.proto.pods.v0.Dns;
import io.aurae.proto.pods.v0.HostEntry;
import io.aurae.proto.pods.v0.IdMapping;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PortMapping;
import io.aurae.proto.pods.v0.PortMapping.Protocol;
import io.aurae.proto.pods.v0.UserNamespace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PodMessagesTest {
    @TempDir
    Path directory;

    private static Pod.Builder whole() {
        return Pod.newBuilder()
                .setName("web")
                .setHostname("web-0.example")
                .putLabels("l", "1")
                .putAnnotations("a", "2")
                .setCgroupParent("/some/where")
                .addPortMappings(mapping(Protocol.PROTOCOL_TCP).setHostIp("127.0.0.1"))
                .addPortMappings(mapping(Protocol.PROTOCOL_UDP))
                .addPortMappings(mapping(Protocol.PROTOCOL_SCTP))
                .setDns(Dns.newBuilder()
                        .addServers("10.0.0.1")
                        .addSearches("a.example")
                        .addOptions("ndots:2"))
                .setDomainName("example.org")
                .addHosts(HostEntry.newBuilder().setIp("fd00::1").addNames("db").addNames("db.example"))
                .putSysctls("net.ipv4.ip_forward", "1")
                .putSysctls("kernel.shmmax", "65536")
                .setUsers(UserNamespace.newBuilder()
                        .setUserIds(IdMapping.newBuilder().setHostId(-5000).setLength(1000))
                        .setGroupIds(IdMapping.newBuilder().setHostId(1).setLength(2)));
    }

    private static PortMapping.Builder mapping(Protocol protocol) {
        return PortMapping.newBuilder()
                .setProtocol(protocol)
                .setContainerPort(80)
                .setHostPort(8080);
    }

    @Test
    void everythingACallerSaysIsKept() {
        Pod message = whole().build();
        assertThat(message.getAllFields())
                .as("fields that this test fills, besides those that exclude others")
                .hasSize(Pod.getDescriptor().getFields().size() - 3);
        PodSpec spec = PodMessages.spec(message);
        IdMap ids = Objects.requireNonNull(spec.users()).map();
        PodRecord record = PodRecord.of(spec, ids, Instant.EPOCH, new PodState.Allocated());
        StateFile<PodRecord> file = new StateFile<>(directory.resolve("pod.json"), PodRecord.class);
        file.write(record);

        assertThat(file.read()).contains(record);
        assertThat(PodMessages.message(file.read().orElseThrow().spec())).isEqualTo(message);
    }

    @Test
    void aPodInTheHostsNetworkGoesByTheHostsName() {
        PodSpec spec = PodMessages.spec(Pod.newBuilder()
                .setName("web")
                .setHostNetwork(true)
                .setHostIpc(true)
                .setHostProcesses(true)
                .build());

        assertThat(spec.shared()).isEqualTo(new HostNamespaces(true, true, true));
        assertThat(PodMessages.spec(PodMessages.message(spec))).isEqualTo(spec);

        assertThat(spec.hostname()).isEqualTo(Hostname.ofThisMachine().orElseThrow());
        assertThat(PodMessages.message(spec).getHostNetwork()).isTrue();
        assertThat(PodMessages.message(spec).getHostIpc()).isTrue();
    }

    @Test
    void whatIsLeftOutIsAsDocumented() {
        PodSpec spec = PodMessages.spec(Pod.newBuilder()
                .setName("web")
                .addPortMappings(mapping(Protocol.PROTOCOL_UNSPECIFIED))
                .build());

        assertThat(spec.hostname()).isEqualTo("web");
        assertThat(spec.cgroupParent()).isNull();
        assertThat(spec.dns()).isNull();
        assertThat(spec.ports().getFirst().protocol()).isEqualTo("tcp");
        assertThat(spec.ports().getFirst().hostIp()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused(p -> p.setName("a/b"), "name 'a/b' has a '/'", "expected: one label"),
                refused(p -> p.setName(""), "name '' has the label ''", "expected: 1 to 63"),
                refused(p -> p.setHostname("a b"), "pod 'web': hostname 'a b'", "expected: 1 to 64"),
                refused(p -> p.setDomainName("a_"), "pod 'web': domain name 'a_'", "expected: 1 to 64"),
                refused(p -> p.getHostsBuilder(0).setIp("x"), "hosts entry: address 'x'", "an IPv4 or IPv6 address"),
                refused(p -> p.getHostsBuilder(0).clearNames(), "hosts entry of 'fd00::1' has 0 names", "1 to 64"),
                refused(p -> p.getHostsBuilder(0).setNames(0, "a b"), "name 'a b'", "expected: letters"),
                refused(p -> p.putSysctls("vm.swappiness", "1"), "sysctl 'vm.swappiness'", "not kept for each"),
                refused(p -> p.putSysctls("net", "1"), "sysctl 'net'", "expected: a name such as"),
                refused(p -> p.putSysctls("net/../x", "1"), "sysctl 'net/../x'", "expected: a name such as"),
                refused(p -> p.putSysctls("net.x", "1\n2"), "sysctl 'net.x' has the value '1\\n2'", "one line"),
                refused(p -> p.setHostIpc(true), "sysctl 'kernel.shmmax' would change the host's", "an IPC namespace"),
                refused(
                        p -> p.clearPortMappings().setHostNetwork(true),
                        "sysctl 'net.ipv4.ip_forward' would change the host's",
                        "a network of its own"),
                refused(p -> p.setHostNetwork(true), "pod 'web' has port mappings and the host's network", "one of"),
                refused(p -> p.setCgroupParent("a"), "cgroup path 'a'", "expected: an absolute path"),
                refused(p -> p.setCgroupParent("/a/../b"), "cgroup path '/a/../b'", "expected: an absolute path"),
                refused(p -> p.getPortMappingsBuilder(0).setProtocolValue(9), "pod 'web'", "protocol '9'"),
                refused(p -> p.getPortMappingsBuilder(0).setHostPort(0), "host port '0'", "expected: 1 to 65535"),
                refused(p -> p.getPortMappingsBuilder(0).setContainerPort(65536), "container port '65536'", "65535"),
                refused(p -> p.getPortMappingsBuilder(0).setHostIp("here"), "host address 'here'", "an IP address"),
                refused(
                        p -> IntStream.range(0, 254).forEach(i -> p.addPortMappings(p.getPortMappings(0))),
                        "pod 'web' maps 257 ports",
                        "expected: at most 256"),
                refused(p -> p.getDnsBuilder().setServers(0, "a b"), "dns server 'a b'", "expected: one word"),
                refused(p -> p.getDnsBuilder().setSearches(0, ""), "dns search ''", "expected: one word"),
                refused(p -> p.getDnsBuilder().setOptions(0, "a\nb"), "dns option 'a\\nb'", "expected: one word"));
    }

    private static Arguments refused(Consumer<Pod.Builder> change, String... words) {
        Pod.Builder pod = whole();
        change.accept(pod);
        return Arguments.of(words[0], pod.build(), words);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatCannotBeIsRefusedWithSubjectValueAndExpectation(String name, Pod message, String... words) {
        assertThatThrownBy(() -> PodMessages.spec(message))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT))
                .message()
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 10, 0:0:10",
        "1, 65536, 10, 1:65536:10",
        "0, 65536, 0, 0:65536:0",
        "0, -1, 1, 0:4294967295:1",
        "0, 65536, -1, 0:65536:4294967295",
    })
    void idsThatCannotBeAreRefused(int inside, int first, int length, String said) {
        IdMapping.Builder ids =
                IdMapping.newBuilder().setPodId(inside).setHostId(first).setLength(length);
        UserNamespace.Builder users = UserNamespace.newBuilder().setUserIds(ids).setGroupIds(ids);
        Pod.Builder pod = Pod.newBuilder().setName("web");

        assertThatThrownBy(() -> PodMessages.spec(pod.setUsers(users).build()))
                .hasMessageContaining("pod 'web' maps the user ids '" + said + "' (expected: from 0 in the pod");
        assertThatThrownBy(() ->
                        PodMessages.spec(pod.setUsers(users.clearGroupIds()).build()))
                .hasMessageContaining("maps the ids of users alone");
    }

    @Test
    void usersOfItsOwnDoNotGoWithNamespacesOfTheHost() {
        Pod pod = Pod.newBuilder()
                .setName("web")
                .setUsers(UserNamespace.getDefaultInstance())
                .build();
        for (Pod asked : List.of(
                pod.toBuilder().setHostNetwork(true).build(),
                pod.toBuilder().setHostProcesses(true).build(),
                pod.toBuilder().setHostIpc(true).build())) {
            assertThatThrownBy(() -> PodMessages.spec(asked))
                    .hasMessageContaining("pod 'web' has users of its own and the host's ");
        }
        assertThat(PodMessages.spec(pod).users()).isEqualTo(new PodUsers(null));
    }
}
