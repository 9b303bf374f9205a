// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.DNSConfig;
import io.aurae.cri.v1.LinuxPodSandboxConfig;
import io.aurae.cri.v1.LinuxSandboxSecurityContext;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.NamespaceOption;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetadata;
import io.aurae.cri.v1.PortMapping;
import io.aurae.cri.v1.Protocol;
import io.aurae.proto.pods.v0.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxRequestsTest {
    private static final PodSandboxConfig PLAIN = PodSandboxConfig.newBuilder()
            .setMetadata(PodSandboxMetadata.newBuilder().setName("web"))
            .build();

    @Test
    void nameServersGroupAndPortsArePassedOn() {
        Pod pod = pod(PLAIN.toBuilder()
                .setDnsConfig(DNSConfig.newBuilder().addServers("10.0.0.1").addSearches("local"))
                .setLinux(LinuxPodSandboxConfig.newBuilder().setCgroupParent("/pods/web"))
                .addPortMappings(PortMapping.newBuilder()
                        .setProtocol(Protocol.UDP)
                        .setContainerPort(53)
                        .setHostPort(5353)
                        .setHostIp("127.0.0.1"))
                .build());

        assertThat(pod.getDns().getServersList()).containsExactly("10.0.0.1");
        assertThat(pod.getDns().getSearchesList()).containsExactly("local");
        assertThat(pod.getCgroupParent()).isEqualTo("/pods/web");
        assertThat(pod.getPortMappings(0).getProtocol())
                .isEqualTo(io.aurae.proto.pods.v0.PortMapping.Protocol.PROTOCOL_UDP);
        assertThat(pod.getPortMappings(0).getHostPort()).isEqualTo(5353);
    }

    @Test
    void aPortWithoutAPortOfTheHostIsNotMapped() {
        Pod pod = pod(PLAIN.toBuilder()
                .addPortMappings(PortMapping.newBuilder().setContainerPort(80))
                .build());

        assertThat(pod.getPortMappingsList()).isEmpty();
    }

    @Test
    void anEmptyDnsConfigurationLeavesTheHosts() {
        assertThat(pod(PLAIN.toBuilder()
                                .setDnsConfig(DNSConfig.getDefaultInstance())
                                .build())
                        .hasDns())
                .isFalse();
    }

    @Test
    void aPodNeedsAName() {
        assertThatThrownBy(() -> SandboxRequests.id(PodSandboxConfig.getDefaultInstance()))
                .isInstanceOf(CriException.Invalid.class)
                .hasMessage("pod sandbox name '' (expected: at least one character)");
    }

    @Test
    void theHostsNamespacesAndSysctlsAreHandedOn() {
        PodSandboxConfig.Builder config = with(NamespaceOption.newBuilder()
                        .setNetwork(NamespaceMode.NODE)
                        .setPid(NamespaceMode.NODE)
                        .setIpc(NamespaceMode.NODE)
                        .build())
                .toBuilder();
        config.getLinuxBuilder().putSysctls("net.ipv4.ip_forward", "1");
        config.addPortMappings(
                io.aurae.cri.v1.PortMapping.newBuilder().setHostPort(80).setContainerPort(80));
        Pod pod = pod(config.build());

        assertThat(pod.getHostNetwork()).isTrue();
        assertThat(pod.getHostProcesses()).isTrue();
        assertThat(pod.getHostIpc()).isTrue();
        assertThat(pod.getSysctlsMap()).containsExactly(Map.entry("net.ipv4.ip_forward", "1"));
        assertThat(pod.getPortMappingsList()).isEmpty();
        assertThat(pod(PLAIN).getHostNetwork()).isFalse();
    }

    @Test
    void equalConfigurationsAreKeptAsEqualText() {
        PodSandboxConfig one = PLAIN.toBuilder()
                .putAnnotations("a", "1")
                .putAnnotations("b", "2")
                .build();
        PodSandboxConfig other = PLAIN.toBuilder()
                .putAnnotations("b", "2")
                .putAnnotations("a", "1")
                .build();

        assertThat(KeptConfig.annotate(one)).isEqualTo(KeptConfig.annotate(other));
    }

    private static PodSandboxConfig with(NamespaceOption namespaces) {
        return PLAIN.toBuilder()
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setSecurityContext(
                                LinuxSandboxSecurityContext.newBuilder().setNamespaceOptions(namespaces)))
                .build();
    }

    private static Pod pod(PodSandboxConfig config) {
        return SandboxRequests.pod(SandboxRequests.id(config), config);
    }
}
