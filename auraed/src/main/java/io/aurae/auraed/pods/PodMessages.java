// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.network.PodNetwork;
import io.aurae.auraed.network.PortMapping;
import io.aurae.auraed.pods.PodState.Running;
import io.aurae.auraed.resource.Hostname;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.resource.Times;
import io.aurae.cgroup.CgroupPath;
import io.aurae.linux.IdMap;
import io.aurae.proto.pods.v0.Dns;
import io.aurae.proto.pods.v0.IdMapping;
import io.aurae.proto.pods.v0.PodStatus;
import io.aurae.proto.pods.v0.PortMapping.Protocol;
import io.aurae.proto.pods.v0.UserNamespace;

/** Turns what callers send into records that are valid once they exist, and what the registry knows into messages. */
final class PodMessages {
    private PodMessages() {}

    static PodSpec spec(io.aurae.proto.pods.v0.Pod pod) {
        ResourceName name = ResourceName.top(pod.getName());
        return new PodSpec(
                name,
                hostname(name, pod),
                new Labels(pod.getLabelsMap(), pod.getAnnotationsMap()),
                pod.getCgroupParent().isEmpty() ? null : new CgroupPath(pod.getCgroupParent()),
                pod.getPortMappingsList().stream().map(port -> port(name, port)).toList(),
                pod.hasDns() ? dns(pod.getDns()) : null,
                pod.getDomainName(),
                pod.getHostsList().stream()
                        .map(entry -> new HostEntry(entry.getIp(), entry.getNamesList()))
                        .toList(),
                new HostNamespaces(pod.getHostNetwork(), pod.getHostProcesses(), pod.getHostIpc()),
                pod.getSysctlsMap(),
                pod.hasUsers() ? users(name, pod.getUsers()) : null);
    }

    private static PodUsers users(ResourceName pod, io.aurae.proto.pods.v0.UserNamespace asked) {
        if (!asked.hasUserIds() && !asked.hasGroupIds()) {
            return new PodUsers(null);
        }
        if (!asked.hasUserIds() || !asked.hasGroupIds()) {
            throw ResourceException.invalid(
                    "pod '" + pod + "' maps the ids of " + (asked.hasUserIds() ? "users" : "groups")
                            + " alone (expected: those of users and groups, or none)");
        }
        return new PodUsers(new IdMap(
                PodUsers.run(pod, "user", asked.getUserIds()), PodUsers.run(pod, "group", asked.getGroupIds())));
    }

    /** A pod in the host's network goes by the host's name. */
    private static String hostname(ResourceName name, io.aurae.proto.pods.v0.Pod pod) {
        if (!pod.getHostname().isEmpty()) {
            return pod.getHostname();
        }
        return pod.getHostNetwork() ? Hostname.ofThisMachine().orElse(name.path()) : name.path();
    }

    private static PodSpec.Dns dns(Dns dns) {
        return new PodSpec.Dns(dns.getServersList(), dns.getSearchesList(), dns.getOptionsList());
    }

    private static PortMapping port(ResourceName pod, io.aurae.proto.pods.v0.PortMapping port) {
        String protocol = switch (port.getProtocol()) {
            case PROTOCOL_UNSPECIFIED, PROTOCOL_TCP -> "tcp";
            case PROTOCOL_UDP -> "udp";
            case PROTOCOL_SCTP -> "sctp";
            case UNRECOGNIZED ->
                throw ResourceException.invalid("pod '" + pod + "': port mapping has the protocol '"
                        + port.getProtocolValue() + "' (expected: TCP, UDP or SCTP)");
        };
        return new PortMapping(protocol, port.getContainerPort(), port.getHostPort(), port.getHostIp());
    }

    static PodStatus status(Pod pod) {
        PodStatus.Builder status =
                PodStatus.newBuilder().setPod(message(pod.spec())).setCreatedAt(Times.message(pod.createdAt()));
        pod.users().ifPresent(users -> status.setUsers(message(users.ids())));
        switch (pod.state()) {
            case PodState.Allocated allocated -> status.setState(io.aurae.proto.pods.v0.PodState.POD_STATE_ALLOCATED);
            case PodState.Between(PodNetwork _, boolean stopping) ->
                status.setState(
                                stopping
                                        ? io.aurae.proto.pods.v0.PodState.POD_STATE_STOPPED
                                        : io.aurae.proto.pods.v0.PodState.POD_STATE_ALLOCATED)
                        .setMessage(stopping ? "it is being stopped" : "it is being started");
            case PodState.Stopped stopped -> status.setState(io.aurae.proto.pods.v0.PodState.POD_STATE_STOPPED);
            case Running running -> running(pod, running, status);
        }
        return status.build();
    }

    private static void running(Pod pod, Running running, PodStatus.Builder status) {
        status.setStartedAt(Times.message(running.startedAt()));
        if (!pod.isUp()) {
            status.setState(io.aurae.proto.pods.v0.PodState.POD_STATE_STOPPED)
                    .setMessage("its first process ended without being asked to; everything in it ended too");
            return;
        }
        status.setState(io.aurae.proto.pods.v0.PodState.POD_STATE_RUNNING)
                .setPid(Math.toIntExact(running.process().pid()))
                .addAllIps(running.network().ips())
                .setNetworkNamespace(
                        pod.spec().shared().network() ? "" : pod.netns().toString())
                .setSocket(pod.plan().socket().toString());
    }

    static io.aurae.proto.pods.v0.Pod message(PodSpec spec) {
        io.aurae.proto.pods.v0.Pod.Builder pod = io.aurae.proto.pods.v0.Pod.newBuilder()
                .setName(spec.name().path())
                .setHostname(spec.hostname())
                .putAllLabels(spec.labels().labels())
                .putAllAnnotations(spec.labels().annotations());
        CgroupPath parent = spec.cgroupParent();
        if (parent != null) {
            pod.setCgroupParent(parent.path());
        }
        spec.ports().forEach(port -> pod.addPortMappings(message(port)));
        spec.hosts()
                .forEach(entry -> pod.addHosts(io.aurae.proto.pods.v0.HostEntry.newBuilder()
                        .setIp(entry.ip())
                        .addAllNames(entry.names())));
        pod.setDomainName(spec.domain())
                .setHostNetwork(spec.shared().network())
                .setHostProcesses(spec.shared().processes())
                .setHostIpc(spec.shared().ipc())
                .putAllSysctls(spec.sysctls());
        PodUsers users = spec.users();
        if (users != null) {
            IdMap given = users.map();
            pod.setUsers(given == null ? UserNamespace.getDefaultInstance() : message(given));
        }
        PodSpec.Dns dns = spec.dns();
        if (dns != null) {
            pod.setDns(Dns.newBuilder()
                    .addAllServers(dns.servers())
                    .addAllSearches(dns.searches())
                    .addAllOptions(dns.options()));
        }
        return pod.build();
    }

    private static UserNamespace message(IdMap ids) {
        return UserNamespace.newBuilder()
                .setUserIds(message(ids.users()))
                .setGroupIds(message(ids.groups()))
                .build();
    }

    private static IdMapping message(IdMap.Run run) {
        return IdMapping.newBuilder()
                .setHostId((int) run.first())
                .setLength((int) run.length())
                .build();
    }

    private static io.aurae.proto.pods.v0.PortMapping message(PortMapping port) {
        return io.aurae.proto.pods.v0.PortMapping.newBuilder()
                .setProtocol(
                        switch (port.protocol()) {
                            case "udp" -> Protocol.PROTOCOL_UDP;
                            case "sctp" -> Protocol.PROTOCOL_SCTP;
                            default -> Protocol.PROTOCOL_TCP;
                        })
                .setContainerPort(port.containerPort())
                .setHostPort(port.hostPort())
                .setHostIp(port.hostIp())
                .build();
    }
}
