// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Devices of the host that a container sees and may use.
 *
 * @param source a device node of the host, or a directory, which stands for all nodes below it
 * @param target where the container finds it
 * @param access some of {@code rwm}: read, write, make another node of it
 */
public record ContainerDevice(String source, String target, String access) {
    private static final Pattern ACCESS = Pattern.compile("(?!.*(.).*\\1)[rwm]{1,3}");

    public ContainerDevice {
        requirePath("source", source);
        requirePath("target", target);
        if (!ACCESS.matcher(access).matches()) {
            throw SpecException.invalid(
                    "device '" + source + "': access '" + access + "' (expected: some of rwm, each once)");
        }
    }

    private static void requirePath(String what, String path) {
        if (!path.startsWith("/")
                || path.indexOf('\0') >= 0
                || List.of(path.split("/")).contains("..")) {
            throw SpecException.invalid(
                    "device " + what + " '" + path + "' is not usable (expected: an absolute path without '..')");
        }
    }

    /**
     * The nodes as they are now.
     *
     * @throws SpecException INVALID_ARGUMENT when the host has no such device
     */
    public List<RuntimeSpec.Device> nodes() {
        Path host = Path.of(source);
        List<RuntimeSpec.Device> nodes = Files.isDirectory(host)
                ? Devices.below(host, target)
                : Devices.at(host, target).stream().toList();
        if (nodes.isEmpty()) {
            throw SpecException.invalid("device '" + source
                    + "' is none of this host (expected: a character or block device, or a directory of them)");
        }
        return nodes;
    }
}
