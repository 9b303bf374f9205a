// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.aurae.auraed.ledger.KernelObject;
import io.aurae.auraed.ledger.KernelObject.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The links on the bridges of a network, and the addresses it gave away, as its plugins keep them. */
final class NetworkObjects {
    private static final Path LINKS = Path.of("/sys/class/net");
    private static final String ADDRESSES = "/var/lib/cni/networks";

    private NetworkObjects() {}

    static List<KernelObject> of(Conflist network) {
        List<KernelObject> found = new ArrayList<>();
        for (JsonObject plugin : network.plugins()) {
            if (plugin.has("bridge")) {
                links(plugin.get("bridge").getAsString(), found);
            }
            JsonElement ipam = plugin.get("ipam");
            if (ipam != null && ipam.isJsonObject() && isHostLocal(ipam.getAsJsonObject())) {
                JsonElement directory = ipam.getAsJsonObject().get("dataDir");
                addresses(Path.of(directory == null ? ADDRESSES : directory.getAsString(), network.name()), found);
            }
        }
        return found;
    }

    private static boolean isHostLocal(JsonObject ipam) {
        return ipam.has("type") && ipam.get("type").getAsString().equals("host-local");
    }

    private static void links(String bridge, List<KernelObject> found) {
        for (Path link : list(LINKS.resolve(bridge).resolve("brif"))) {
            found.add(new KernelObject(Kind.LINK, link.getFileName().toString()));
        }
    }

    /** A file for each address, named by it, whose first line is the pod. */
    private static void addresses(Path directory, List<KernelObject> found) {
        for (Path file : list(directory)) {
            String address = file.getFileName().toString();
            if (Character.digit(address.charAt(0), 16) >= 0) {
                pod(file).ifPresent(pod -> found.add(new KernelObject(Kind.ADDRESS, pod + "/" + address)));
            }
        }
    }

    private static Optional<String> pod(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst().map(String::strip);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // given back meanwhile
        }
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            return List.of(); // gone meanwhile
        }
    }
}
