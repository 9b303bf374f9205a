// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.DNSConfig;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.NamespaceOption;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.Protocol;
import io.aurae.proto.pods.v0.Dns;
import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.PortMapping;
import java.util.List;

/** Turns what a caller asks of a sandbox into a pod of the node, or says what cannot be had. */
final class SandboxRequests {
    private SandboxRequests() {}

    /** @throws CriException INVALID_ARGUMENT for a configuration without a name, FAILED_PRECONDITION for one this node cannot do */
    static Pod pod(SandboxId id, PodSandboxConfig config) {
        NamespaceOption namespaces = config.getLinux().getSecurityContext().getNamespaceOptions();
        Pod.Builder pod = Pod.newBuilder()
                .setHostNetwork(isHosts(namespaces.getNetwork()))
                .setHostProcesses(isHosts(namespaces.getPid()))
                .setHostIpc(isHosts(namespaces.getIpc()))
                .putAllSysctls(config.getLinux().getSysctlsMap())
                .setName(id.text())
                .setHostname(config.getHostname())
                .putAllLabels(config.getLabelsMap())
                .putAllAnnotations(KeptConfig.annotate(config))
                .setCgroupParent(config.getLinux().getCgroupParent())
                .addAllPortMappings(portMappings(config));
        if (config.hasDnsConfig() && !config.getDnsConfig().equals(DNSConfig.getDefaultInstance())) {
            pod.setDns(dns(config.getDnsConfig()));
        }
        MappedIds.users(config).ifPresent(pod::setUsers);
        return pod.build();
    }

    /** @throws CriException INVALID_ARGUMENT when the configuration names no pod */
    static SandboxId id(PodSandboxConfig config) {
        if (config.getMetadata().getName().isEmpty()) {
            throw new CriException.Invalid("pod sandbox name", "", "at least one character");
        }
        return SandboxId.of(config.getMetadata());
    }

    /** @throws CriException NOT_FOUND for any but the default handler */
    static void checkHandler(String handler) {
        if (!handler.isEmpty()) {
            throw new CriException.Absent("runtime handler", handler);
        }
    }

    private static boolean isHosts(NamespaceMode mode) {
        return mode == NamespaceMode.NODE;
    }

    /** A mapping without a port of the host only tells that a container listens; so does every one in the host's network. */
    private static List<PortMapping> portMappings(PodSandboxConfig config) {
        if (isHosts(config.getLinux().getSecurityContext().getNamespaceOptions().getNetwork())) {
            return List.of();
        }
        return config.getPortMappingsList().stream()
                .filter(mapping -> mapping.getHostPort() != 0)
                .map(mapping -> PortMapping.newBuilder()
                        .setProtocol(protocol(mapping.getProtocol()))
                        .setContainerPort(mapping.getContainerPort())
                        .setHostPort(mapping.getHostPort())
                        .setHostIp(mapping.getHostIp())
                        .build())
                .toList();
    }

    private static PortMapping.Protocol protocol(Protocol protocol) {
        return switch (protocol) {
            case TCP -> PortMapping.Protocol.PROTOCOL_TCP;
            case UDP -> PortMapping.Protocol.PROTOCOL_UDP;
            case SCTP -> PortMapping.Protocol.PROTOCOL_SCTP;
            case UNRECOGNIZED ->
                throw new CriException.Invalid("protocol of a port mapping", protocol, "TCP, UDP or SCTP");
        };
    }

    private static Dns dns(DNSConfig config) {
        return Dns.newBuilder()
                .addAllServers(config.getServersList())
                .addAllSearches(config.getSearchesList())
                .addAllOptions(config.getOptionsList())
                .build();
    }
}
