// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.base.FaultCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a server listens. */
public sealed interface Endpoint {
    /**
     * A Unix socket.
     *
     * @param path at most 107 bytes
     */
    record Unix(Path path) implements Endpoint {
        private static final int PATH_BYTES_MAX = 107;

        /** Refuses a path that the kernel would refuse. */
        public Unix {
            int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > PATH_BYTES_MAX) {
                throw new RpcException(
                        FaultCode.INVALID_ARGUMENT,
                        "socket '" + path + "' (expected: a path of 1 to " + PATH_BYTES_MAX + " bytes)");
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A TCP port.
     *
     * @param host an address or a name, an IPv6 address without brackets
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements Endpoint {
        private static final int PORT_MAX = 65535;

        /** Refuses a port out of range. */
        public Tcp {
            if (port < 1 || port > PORT_MAX) {
                throw new RpcException(
                        FaultCode.INVALID_ARGUMENT, "port '" + port + "' of '" + host + "' (expected: 1 to 65535)");
            }
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * Reads an endpoint as configurations write it: {@code 127.0.0.1:8080} or {@code [fe80::2%4]:8080} for TCP, else the path of a
     * Unix socket.
     *
     * @throws RpcException INVALID_ARGUMENT when it is neither
     */
    static Endpoint parse(String text) {
        Matcher tcp = Pattern.compile("\\[([0-9A-Fa-f:.]+(?:%[^\\]]+)?)]:(\\d{1,5})|([^/:\\[\\]]+):(\\d{1,5})")
                .matcher(text);
        if (!tcp.matches()) {
            return new Unix(Path.of(text));
        }
        return tcp.group(1) != null
                ? new Tcp(tcp.group(1), Integer.parseInt(tcp.group(2)))
                : new Tcp(tcp.group(3), Integer.parseInt(tcp.group(4)));
    }
}
