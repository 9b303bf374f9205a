// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import java.util.Locale;

/**
 * What an image runs on, in the words of Go: {@code linux/amd64}, {@code linux/arm/v7}.
 *
 * @param variant empty when the architecture has none or none is asked for
 */
public record Platform(String os, String architecture, String variant) {
    /** The platform of this machine. */
    public static Platform host() {
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (machine) {
            case "amd64", "x86_64" -> new Platform("linux", "amd64", "");
            case "aarch64", "arm64" -> new Platform("linux", "arm64", "");
            default -> new Platform("linux", machine, "");
        };
    }

    /**
     * Whether an image made for this platform runs on {@code host}. A variant counts only when both name one; {@code v8} is what every
     * 64-bit ARM is.
     */
    public boolean runsOn(Platform host) {
        return os.equals(host.os)
                && architecture.equals(host.architecture)
                && (plain() || host.plain() || variant.equals(host.variant));
    }

    private boolean plain() {
        return variant.isEmpty() || (architecture.equals("arm64") && variant.equals("v8"));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
