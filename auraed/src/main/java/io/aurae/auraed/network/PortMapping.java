// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.auraed.resource.ResourceException;

/**
 * A port of the host that leads to a port of a pod.
 *
 * @param protocol tcp, udp or sctp
 * @param containerPort 1 to 65535
 * @param hostPort 1 to 65535
 * @param hostIp the host's address to listen on; empty for all
 */
public record PortMapping(String protocol, int containerPort, int hostPort, String hostIp) {
    private static final int MAX_PORT = 65535;

    /** @throws ResourceException INVALID_ARGUMENT when a port is out of range or the address is none */
    public PortMapping {
        if (!hostIp.isEmpty() && !IpAddress.is(hostIp)) {
            throw ResourceException.invalid(
                    "port mapping: host address '" + hostIp + "' (expected: an IP address, or none for all)");
        }
        check("container port", containerPort);
        check("host port", hostPort);
    }

    /** Whether one connection could be meant for both. */
    boolean collidesWith(PortMapping other) {
        boolean samePort = hostPort == other.hostPort && protocol.equals(other.protocol);
        return samePort && (isForAll() || other.isForAll() || hostIp.equals(other.hostIp));
    }

    private boolean isForAll() {
        return hostIp.isEmpty() || hostIp.equals("0.0.0.0") || hostIp.equals("::");
    }

    /** As callers write it, such as {@code 127.0.0.1:8080/tcp}. */
    String host() {
        String address = hostIp.contains(":") ? "[" + hostIp + "]" : hostIp;
        return (address.isEmpty() ? "" : address + ":") + hostPort + "/" + protocol;
    }

    private static void check(String what, int port) {
        if (port < 1 || port > MAX_PORT) {
            throw ResourceException.invalid(
                    "port mapping: " + what + " '" + port + "' (expected: 1 to " + MAX_PORT + ")");
        }
    }
}
