// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.auraed.resource.ResourceException;
import java.util.regex.Pattern;

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

    private static final Pattern ADDRESS = Pattern.compile("|[0-9]{1,3}([.][0-9]{1,3}){3}|(?=.*:)[0-9a-fA-F:.]{2,45}");

    /** @throws ResourceException INVALID_ARGUMENT when a port is out of range or the address is none */
    public PortMapping {
        if (!ADDRESS.matcher(hostIp).matches()) {
            throw ResourceException.invalid(
                    "port mapping: host address '" + hostIp + "' (expected: an IP address, or none for all)");
        }
        check("container port", containerPort);
        check("host port", hostPort);
    }

    private static void check(String what, int port) {
        if (port < 1 || port > MAX_PORT) {
            throw ResourceException.invalid(
                    "port mapping: " + what + " '" + port + "' (expected: 1 to " + MAX_PORT + ")");
        }
    }
}
