// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ports of the host lead to which pod, so that none leads to two: packet rules would not mind, and the older pod would lose its
 * callers without a word. Thread-safe.
 */
final class HostPorts {
    private final Map<String, List<PortMapping>> byPod = new HashMap<>();

    /**
     * Takes these ports for a pod. Repeating: takes them instead of those it had.
     *
     * @throws NetworkException FAILED_PRECONDITION when another pod has one of them, or a program of the host listens there now
     */
    synchronized void take(String pod, List<PortMapping> ports) {
        for (PortMapping port : ports) {
            byPod.forEach((other, taken) -> {
                if (!other.equals(pod) && taken.stream().anyMatch(port::collidesWith)) {
                    throw new NetworkException.PortTaken(pod, port, "by pod '" + other + "'");
                }
            });
            if (isListenedOn(port)) {
                throw new NetworkException.PortTaken(pod, port, "by a program of the host");
            }
        }
        keep(pod, ports);
    }

    /** The same for a pod that has them already. */
    synchronized void keep(String pod, List<PortMapping> ports) {
        if (!ports.isEmpty()) {
            byPod.put(pod, List.copyOf(ports));
        }
    }

    /** Repeating: does nothing. */
    synchronized void release(String pod) {
        byPod.remove(pod);
    }

    private static boolean isListenedOn(PortMapping port) {
        try {
            InetSocketAddress address = port.hostIp().isEmpty()
                    ? new InetSocketAddress(port.hostPort())
                    : new InetSocketAddress(InetAddress.ofLiteral(port.hostIp()), port.hostPort());
            switch (port.protocol()) {
                case "tcp" -> listen(address);
                case "udp" -> new DatagramSocket(address).close();
                default -> {
                    return false; // not to be asked for from here
                }
            }
            return false;
        } catch (BindException e) {
            return String.valueOf(e.getMessage()).contains("in use");
        } catch (IOException e) {
            return false; // an address this host does not have, now
        }
    }

    private static void listen(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        }
    }
}
