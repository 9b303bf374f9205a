// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A spawned instance: process, IPC, UTS and, unless it inherits it, network namespaces of its own, and the host's root and mounts or a root
 * of its own. Where it sees the host's mounts its first process makes the mount namespace that shows its own /proc.
 *
 * @param process the instance's first process, PID 1 of its namespace
 * @param hostname what gethostname answers inside; at most 64 characters
 * @param cgroupsPath absolute, such as {@code /aurae/web-0}
 * @param kernel what else of the kernel is not the host's
 * @param mounts of the host that it sees
 */
public record InstanceSpec(
        ProcessSpec process,
        String hostname,
        Network network,
        String cgroupsPath,
        Kernel kernel,
        InstanceMounts mounts) {
    private static final int HOSTNAME_CHARACTERS_MAX = 64;

    public InstanceSpec {
        if (hostname.isEmpty() || hostname.length() > HOSTNAME_CHARACTERS_MAX) {
            throw SpecException.invalid(
                    "hostname '" + hostname + "' has " + hostname.length() + " characters (expected: 1 to 64)");
        }
    }

    /** One that sees the host's mounts. */
    public InstanceSpec(ProcessSpec process, String hostname, Network network, String cgroupsPath, Kernel kernel) {
        this(process, hostname, network, cgroupsPath, kernel, new InstanceMounts.Host());
    }

    /**
     * What an instance sees of the kernel beside its network.
     *
     * @param hostIpc the IPC namespace of the one who starts it instead of one of its own
     * @param domain what getdomainname answers inside; the host's when empty
     * @param sysctls set in its namespaces, such as {@code net.ipv4.ip_forward}; those of other namespaces are refused by the runtime
     */
    public record Kernel(boolean hostIpc, String domain, Map<String, String> sysctls) {
        /** All of its own, as the kernel makes it. */
        public static final Kernel OWN = new Kernel(false, "", Map.of());

        public Kernel {
            sysctls = Map.copyOf(sysctls);
        }
    }

    /** Where an instance's network comes from. */
    public sealed interface Network {
        /** The namespaces to make or join for it. */
        List<RuntimeSpec.Namespace> namespaces();

        /** The network of the one who starts it. */
        record Inherited() implements Network {
            @Override
            public List<RuntimeSpec.Namespace> namespaces() {
                return List.of();
            }
        }

        /** A new one that holds a loopback link, which is down. */
        record Own() implements Network {
            @Override
            public List<RuntimeSpec.Namespace> namespaces() {
                return List.of(new RuntimeSpec.Namespace("network", null));
            }
        }

        /** One that is pinned at an absolute path, such as {@code /run/aurae/netns/web-0}. */
        record At(String path) implements Network {
            @Override
            public List<RuntimeSpec.Namespace> namespaces() {
                return List.of(new RuntimeSpec.Namespace("network", path));
            }
        }

        /** One that is pinned with the IPC and UTS namespaces that go with it, each at an absolute path. */
        record AtWithNames(String path, String ipc, String uts) implements Network {
            @Override
            public List<RuntimeSpec.Namespace> namespaces() {
                return List.of(
                        new RuntimeSpec.Namespace("network", path),
                        new RuntimeSpec.Namespace("ipc", ipc),
                        new RuntimeSpec.Namespace("uts", uts));
            }
        }
    }

    /** The specification of all this on a node of these rights. */
    public RuntimeSpec toRuntimeSpec(NodeRights node) {
        List<RuntimeSpec.Namespace> joined = network.namespaces();
        List<String> own = new ArrayList<>(kernel.hostIpc() ? List.of("pid", "uts") : List.of("pid", "ipc", "uts"));
        joined.forEach(namespace -> own.remove(namespace.type()));
        List<RuntimeSpec.Namespace> namespaces = new ArrayList<>();
        own.forEach(type -> namespaces.add(new RuntimeSpec.Namespace(type, null)));
        namespaces.addAll(joined);
        return switch (mounts) {
            case InstanceMounts.Host() -> whole(process, node, namespaces);
            case InstanceMounts.Slave slave -> whole(slave.before(process), node, namespaces);
            case InstanceMounts.Minimal minimal -> minimal.in(whole(process, OwnRoot.rights(node), namespaces));
            case InstanceMounts.Bundled bundled -> bundled.in(whole(process, OwnRoot.rights(node), namespaces));
        };
    }

    private RuntimeSpec whole(ProcessSpec first, NodeRights node, List<RuntimeSpec.Namespace> namespaces) {
        WholeNode.Surface surface =
                new WholeNode.Surface(hostname, kernel.domain().isEmpty() ? null : kernel.domain(), kernel.sysctls());
        return WholeNode.spec(first, node, cgroupsPath, namespaces, List.of(), surface);
    }
}
