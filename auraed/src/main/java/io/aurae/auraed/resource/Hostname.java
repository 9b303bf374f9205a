// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the processes of an instance or a pod see as the name of their machine. */
public final class Hostname {
    private static final Path OWN = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,62}[a-zA-Z0-9])?");

    private Hostname() {}

    /** The one of this machine; empty when it has none that an instance could have. */
    public static Optional<String> ofThisMachine() {
        try {
            return Optional.of(Files.readString(OWN).strip())
                    .filter(name -> FORM.matcher(name).matches());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same for a domain name. */
    public static String domain(String subject, String domain) {
        if (!FORM.matcher(domain).matches()) {
            String shown = domain.length() <= 80 ? domain : domain.substring(0, 80) + "…";
            throw ResourceException.invalid(
                    subject + ": domain name '" + shown
                            + "' (expected: 1 to 64 of a-z, A-Z, 0-9, '-', '_' and '.', beginning and ending with a letter or a digit)");
        }
        return domain;
    }

    /**
     * Answers the hostname.
     *
     * @param subject whose it is, for the message
     * @throws ResourceException INVALID_ARGUMENT when it is none
     */
    public static String checked(String subject, String hostname) {
        if (!FORM.matcher(hostname).matches()) {
            String shown = hostname.length() <= 80 ? hostname : hostname.substring(0, 80) + "…";
            throw ResourceException.invalid(
                    subject + ": hostname '" + shown
                            + "' (expected: 1 to 64 of a-z, A-Z, 0-9, '-', '_' and '.', beginning and ending with a letter or a digit)");
        }
        return hostname;
    }
}
