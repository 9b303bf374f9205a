// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which devices a container sees and may use. */
final class Devices {
    /** None but those the runtime always adds: null, zero, full, random, urandom, tty, console and the container's own terminals. */
    static final List<RuntimeSpec.DeviceRule> NONE =
            List.of(new RuntimeSpec.DeviceRule(false, null, null, null, "rwm"));

    /** The same for an instance: what runs containers in it hands on the console, which not every runtime adds. */
    static final List<RuntimeSpec.DeviceRule> USUAL =
            List.of(NONE.getFirst(), new RuntimeSpec.DeviceRule(true, "c", 5L, 1L, "rwm"));

    static final List<RuntimeSpec.DeviceRule> ALL = List.of(new RuntimeSpec.DeviceRule(true, null, null, null, "rwm"));

    private static final Set<String> OWN_MOUNTS = Set.of("pts", "shm", "mqueue", "hugepages");
    private static final Set<String> MADE_BY_RUNTIME =
            Set.of("null", "zero", "full", "random", "urandom", "tty", "console", "ptmx");
    private static final int DEPTH_MAX = 6;
    private static final int TYPE_MASK = 0170000;
    private static final int CHARACTER = 0020000;
    private static final int BLOCK = 0060000;

    private Devices() {}

    /** Every device node below {@code dev}, as nodes to make in a privileged container; one that vanishes meanwhile is left out. */
    static List<RuntimeSpec.Device> under(Path dev) {
        try (Stream<Path> paths = Files.walk(dev, DEPTH_MAX)) {
            return paths.filter(path -> !path.equals(dev) && isWanted(dev.relativize(path)))
                    .flatMap(path -> at(path, "/dev/" + dev.relativize(path), LinkOption.NOFOLLOW_LINKS).stream())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw SpecException.unreadable(dev.toString(), e);
        }
    }

    /** Every device node below a directory of the host, as nodes below {@code target}. */
    static List<RuntimeSpec.Device> below(Path directory, String target) {
        try (Stream<Path> paths = Files.walk(directory, DEPTH_MAX)) {
            return paths.flatMap(path -> at(path, target + "/" + directory.relativize(path)).stream())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw SpecException.unreadable(directory.toString(), e);
        }
    }

    /** The rules that allow these nodes. */
    static List<RuntimeSpec.DeviceRule> allowing(List<RuntimeSpec.Device> nodes, String access) {
        return nodes.stream()
                .map(node -> new RuntimeSpec.DeviceRule(true, node.type(), node.major(), node.minor(), access))
                .toList();
    }

    private static boolean isWanted(Path relative) {
        return !OWN_MOUNTS.contains(relative.getName(0).toString()) && !MADE_BY_RUNTIME.contains(relative.toString());
    }

    /** The node to make at {@code target} for the one at {@code path}; empty when that is no device. */
    static Optional<RuntimeSpec.Device> at(Path path, String target, LinkOption... options) {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,rdev,uid,gid", options);
            int mode = number(attributes, "mode").intValue();
            int type = mode & TYPE_MASK;
            if (type != CHARACTER && type != BLOCK) {
                return Optional.empty();
            }
            long device = number(attributes, "rdev").longValue();
            return Optional.of(new RuntimeSpec.Device(
                    target,
                    type == BLOCK ? "b" : "c",
                    major(device),
                    minor(device),
                    mode & 0777,
                    number(attributes, "uid").longValue(),
                    number(attributes, "gid").longValue()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Number number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number : 0;
    }

    // The C library's encoding of a device number.
    static long major(long device) {
        return (device >>> 8 & 0xfff) | (device >>> 32 & 0xfffff000L);
    }

    static long minor(long device) {
        return (device & 0xff) | (device >>> 12 & 0xffffff00L);
    }
}
