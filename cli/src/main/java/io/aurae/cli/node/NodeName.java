// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.base.FaultCode;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code up} calls a machine: a host, and the trust domain its identities belong to. Neither is the machine's hostname. */
public record NodeName(String host, String domain) {
    /** The trust domain of a node whose owner names none. */
    public static final String DEFAULT_DOMAIN = "aurae.local";

    private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,253}[a-z0-9])?");

    /**
     * Reads {@code host[@domain]}; without a domain that of {@code present} when its host is the same, else the default.
     *
     * @throws NodeException INVALID_ARGUMENT when it is something else
     */
    public static NodeName parse(String text, Optional<NodeName> present) {
        int at = text.indexOf('@');
        String host = at < 0 ? text : text.substring(0, at);
        String known = present.filter(name -> name.host.equals(host))
                .map(NodeName::domain)
                .orElse(DEFAULT_DOMAIN);
        NodeName name = new NodeName(host, at < 0 ? known : text.substring(at + 1));
        if (!HOST.matcher(name.host).matches() || !DOMAIN.matcher(name.domain).matches()) {
            throw new NodeException(
                    FaultCode.INVALID_ARGUMENT,
                    "host '" + text
                            + "' is not readable (expected: host[@domain], such as alice@nivenly.com, the host a label of a-z,"
                            + " 0-9 and '-')");
        }
        return name;
    }

    @Override
    public String toString() {
        return host + "@" + domain;
    }
}
