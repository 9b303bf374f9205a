// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.network.PortMapping;
import io.aurae.auraed.resource.Hostname;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod as the caller asked for it.
 *
 * @param name one label
 * @param hostname seen inside
 * @param cgroupParent under which the pod's control group lies; absent for the node's own
 * @param ports of the host that lead into the pod
 * @param dns what its resolv.conf says; absent for the host's own
 * @param domain what getdomainname answers inside; the host's when empty
 * @param hosts more lines of its hosts file
 * @param shared namespaces that are the host's
 * @param sysctls of its namespaces, with dots in their names
 * @param users of its own; absent for the node's
 */
record PodSpec(
        ResourceName name,
        String hostname,
        Labels labels,
        @Nullable CgroupPath cgroupParent,
        List<PortMapping> ports,
        @Nullable Dns dns,
        String domain,
        List<HostEntry> hosts,
        HostNamespaces shared,
        Map<String, String> sysctls,
        @Nullable PodUsers users) {
    private static final int MAX_HOSTS = 1024;
    private static final int MAX_PORTS = 256;

    /** @throws ResourceException INVALID_ARGUMENT when a part is out of range */
    PodSpec {
        ports = List.copyOf(ports);
        hostname = Hostname.checked("pod '" + name + "'", hostname);
        if (ports.size() > MAX_PORTS) {
            throw ResourceException.invalid(
                    "pod '" + name + "' maps " + ports.size() + " ports (expected: at most " + MAX_PORTS + ")");
        }
        if (shared.network() && !ports.isEmpty()) {
            throw ResourceException.invalid(
                    "pod '" + name
                            + "' has port mappings and the host's network (expected: one of them; there its ports are the host's)");
        }
        hosts = List.copyOf(hosts);
        if (hosts.size() > MAX_HOSTS) {
            throw ResourceException.invalid("pod '" + name + "' has " + hosts.size()
                    + " entries for its hosts file (expected: at most " + MAX_HOSTS + ")");
        }
        if (!domain.isEmpty()) {
            domain = Hostname.domain("pod '" + name + "'", domain);
        }
        sysctls = Sysctls.checked(name, sysctls, shared);
        PodUsers.requireWith(name, Optional.ofNullable(users), shared);
    }

    /** A pod of which nobody said more than its hostname. */
    static PodSpec plain(ResourceName name, String hostname) {
        return new PodSpec(
                name, hostname, Labels.NONE, null, List.of(), null, "", List.of(), HostNamespaces.NONE, Map.of(), null);
    }

    /** The lines of a resolv.conf. */
    record Dns(List<String> servers, List<String> searches, List<String> options) {
        Dns {
            servers = line("server", servers);
            searches = line("search", searches);
            options = line("option", options);
        }

        private static List<String> line(String what, List<String> words) {
            for (String word : words) {
                if (word.isBlank() || word.chars().anyMatch(c -> c <= ' ')) {
                    throw ResourceException.invalid("dns " + what + " '" + word + "' (expected: one word)");
                }
            }
            return List.copyOf(words);
        }
    }
}
