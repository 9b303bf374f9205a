// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.pods.v0.PortMapping;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A port of the host that leads to one of the pod's, as {@code --publish} takes it. */
record PublishedPort(PortMapping mapping) {
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<ip>[0-9.]+|\\[[0-9a-fA-F:.]+]):)?(?<host>[0-9]{1,5}):(?<pod>[0-9]{1,5})(?:/(?<protocol>tcp|udp|sctp))?");

    /** Reads {@code [host-ip:]host-port:pod-port[/tcp|udp|sctp]}; throws {@link CliException} when it is something else. */
    static PublishedPort parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw unreadable(text);
        }
        PortMapping.Builder mapping = PortMapping.newBuilder()
                .setHostPort(port(form.group("host"), text))
                .setContainerPort(port(form.group("pod"), text));
        String ip = form.group("ip");
        if (ip != null) {
            mapping.setHostIp(ip.replaceAll("[\\[\\]]", ""));
        }
        String protocol = form.group("protocol") == null ? "tcp" : form.group("protocol");
        mapping.setProtocol(PortMapping.Protocol.valueOf("PROTOCOL_" + protocol.toUpperCase(Locale.ROOT)));
        return new PublishedPort(mapping.build());
    }

    private static int port(String digits, String text) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw unreadable(text);
        }
        return port;
    }

    private static CliException unreadable(String text) {
        return CliException.invalid(
                "port '" + text
                        + "' is not readable (expected: [host-ip:]host-port:pod-port[/tcp|udp|sctp] with ports of 1 to 65535, such as 8080:80)");
    }

    /** As {@code ps} shows a mapping: {@code 127.0.0.1:8080->80/tcp}. */
    static String show(PortMapping mapping) {
        String ip = mapping.getHostIp();
        String host = ip.isEmpty() ? "" : (ip.contains(":") ? "[" + ip + "]" : ip) + ":";
        String protocol = switch (mapping.getProtocol()) {
            case PROTOCOL_UDP -> "udp";
            case PROTOCOL_SCTP -> "sctp";
            case PROTOCOL_UNSPECIFIED, PROTOCOL_TCP, UNRECOGNIZED -> "tcp";
        };
        return host + mapping.getHostPort() + "->" + mapping.getContainerPort() + "/" + protocol;
    }
}
