// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.pods.v0.Dns;
import io.aurae.proto.pods.v0.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What {@code run} lets the caller say about the network and the pod's namespaces. */
final class NetworkOptions {
    @Option(
            names = "--network",
            paramLabel = "WHOSE",
            defaultValue = "pod",
            description =
                    "pod: an address of its own, or in a cell the node's network; host: the host's network; none: a"
                            + " loopback link only. Default: ${DEFAULT-VALUE}.")
    private Network network = Network.POD;

    @Option(
            names = "--pid",
            paramLabel = "WHOSE",
            defaultValue = "pod",
            description = "pod: its own processes; host: see and signal the host's. Default: ${DEFAULT-VALUE}.")
    private Whose processes = Whose.POD;

    @Option(
            names = "--ipc",
            paramLabel = "WHOSE",
            defaultValue = "pod",
            description = "pod: its own shared memory and message queues; host: the host's. Default: ${DEFAULT-VALUE}.")
    private Whose ipc = Whose.POD;

    @Option(
            names = "--domainname",
            paramLabel = "NAME",
            description = "What follows the hostname. Default: the host's.")
    private String domain = "";

    @Option(names = "--add-host", paramLabel = "NAME:ADDRESS", description = "A line of /etc/hosts. May be repeated.")
    private List<HostName> hosts = List.of();

    @Option(
            names = "--dns",
            paramLabel = "ADDRESS",
            description = "A server for /etc/resolv.conf. May be repeated. Default: the host's file.")
    private List<String> servers = List.of();

    @Option(names = "--dns-search", paramLabel = "DOMAIN", description = "Searched for short names. May be repeated.")
    private List<String> searches = List.of();

    @Option(names = "--dns-option", paramLabel = "OPTION", description = "Such as ndots:2. May be repeated.")
    private List<String> dnsOptions = List.of();

    @Option(
            names = "--sysctl",
            paramLabel = "NAME=VALUE",
            description =
                    "A setting of the kernel in the pod's own namespaces, such as net.ipv4.ip_forward=1. May be repeated.")
    private Map<String, String> sysctls = new TreeMap<>();

    /** Which network. */
    enum Network {
        POD,
        HOST,
        NONE
    }

    /** Whose namespace. */
    enum Whose {
        POD,
        HOST
    }

    void apply(Pod.Builder pod) {
        pod.setHostNetwork(network == Network.HOST)
                .setHostProcesses(processes == Whose.HOST)
                .setHostIpc(ipc == Whose.HOST)
                .setDomainName(domain)
                .putAllSysctls(sysctls);
        hosts.forEach(host -> pod.addHosts(host.entry()));
        Dns dns = Dns.newBuilder()
                .addAllServers(servers)
                .addAllSearches(searches)
                .addAllOptions(dnsOptions)
                .build();
        if (!dns.equals(Dns.getDefaultInstance())) {
            pod.setDns(dns);
        }
    }

    /** Whether its cell is to have a loopback link only. */
    boolean isNone() {
        return network == Network.NONE;
    }

    /** Whether its cell is to see the host's processes. */
    boolean seesHostProcesses() {
        return processes == Whose.HOST;
    }
}
