// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network configuration list as CNI 1.0 defines it: the plugins that make one network, in the order of ADD.
 *
 * @param name the network's
 * @param version of the configuration format
 * @param plugins each plugin's own configuration
 * @param disableCheck whether plugins are not to be asked if a network is as they made it
 * @param disableGc whether plugins are not to tidy up, because others connect things by the same list
 */
record Conflist(String name, String version, List<JsonObject> plugins, boolean disableCheck, boolean disableGc) {
    Conflist {
        plugins = List.copyOf(plugins);
    }

    /** One whose plugins do all that its version knows. */
    Conflist(String name, String version, List<JsonObject> plugins) {
        this(name, version, plugins, false, false);
    }

    /** Whether the plugins know CHECK: <a href="https://www.cni.dev/docs/spec/">since 0.4.0</a>. */
    boolean checks() {
        return !disableCheck && isAtLeast(0, 4);
    }

    /** Whether the plugins know GC: <a href="https://www.cni.dev/docs/spec/">since 1.1.0</a>. */
    boolean collects() {
        return !disableGc && isAtLeast(1, 1);
    }

    private boolean isAtLeast(int major, int minor) {
        String[] parts = version.split("\\.", 3);
        try {
            int ownMajor = Integer.parseInt(parts[0]);
            int ownMinor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            return ownMajor > major || (ownMajor == major && ownMinor >= minor);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The first list, by file name, in the directory; empty when it has none or does not exist. */
    static Optional<Conflist> first(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".conflist"))
                    .sorted()
                    .findFirst()
                    .map(Conflist::read);
        } catch (IOException e) {
            throw new NetworkException.BadConfiguration(directory, "cannot be listed", e);
        }
    }

    private static Conflist read(Path file) {
        try {
            return parse(file, Files.readString(file));
        } catch (IOException e) {
            throw new NetworkException.BadConfiguration(file, "cannot be read", e);
        }
    }

    /** @throws NetworkException FAILED_PRECONDITION when the text is no configuration list */
    static Conflist parse(Object source, String json) {
        try {
            JsonObject list = JsonParser.parseString(json).getAsJsonObject();
            JsonArray plugins = list.getAsJsonArray("plugins");
            if (plugins == null || plugins.isEmpty()) {
                throw new NetworkException.BadConfiguration(source, "has no plugins (expected: at least one)");
            }
            return new Conflist(
                    text(source, list, "name"),
                    text(source, list, "cniVersion"),
                    plugins.asList().stream()
                            .map(plugin -> plugin(source, plugin.getAsJsonObject()))
                            .toList(),
                    flag(list, "disableCheck"),
                    flag(list, "disableGC"));
        } catch (JsonParseException | IllegalStateException | ClassCastException | UnsupportedOperationException e) {
            throw new NetworkException.BadConfiguration(source, "is not a configuration list", e);
        }
    }

    private static boolean flag(JsonObject list, String key) {
        return list.has(key) && list.get(key).getAsBoolean();
    }

    private static JsonObject plugin(Object source, JsonObject plugin) {
        text(source, plugin, "type");
        JsonElement capabilities = plugin.get("capabilities");
        if (capabilities != null && !capabilities.isJsonObject()) {
            throw new NetworkException.BadConfiguration(
                    source, "has the capabilities '" + capabilities + "' (expected: an object)");
        }
        return plugin;
    }

    /** The name of the program that a plugin is. */
    static String type(JsonObject plugin) {
        return plugin.get("type").getAsString();
    }

    /**
     * What the plugin reads on its standard input.
     *
     * @param previous the result of the plugin before it, or of the whole ADD when the network is taken down
     */
    JsonObject input(JsonObject plugin, @Nullable JsonObject previous, List<PortMapping> ports) {
        JsonObject input = plugin.deepCopy();
        input.addProperty("name", name);
        input.addProperty("cniVersion", version);
        if (previous != null) {
            input.add("prevResult", previous);
        }
        JsonElement capabilities = input.remove("capabilities");
        boolean mapsPorts =
                capabilities != null && capabilities.getAsJsonObject().has("portMappings");
        if (mapsPorts) {
            JsonObject arguments = new JsonObject();
            arguments.add("portMappings", mappings(ports));
            input.add("runtimeConfig", arguments);
        }
        return input;
    }

    /**
     * What the plugin reads when it is to tidy up.
     *
     * @param pods those that are connected; the plugin gives back what it has for others
     */
    JsonObject collection(JsonObject plugin, Collection<String> pods) {
        JsonArray attachments = new JsonArray();
        for (String pod : pods) {
            JsonObject attachment = new JsonObject();
            attachment.addProperty("containerID", pod);
            attachment.addProperty("ifname", Plugin.LINK);
            attachments.add(attachment);
        }
        JsonObject input = input(plugin, null, List.of());
        input.remove("runtimeConfig");
        input.add("cni.dev/valid-attachments", attachments);
        return input;
    }

    private static JsonArray mappings(List<PortMapping> ports) {
        JsonArray array = new JsonArray();
        for (PortMapping port : ports) {
            JsonObject mapping = new JsonObject();
            mapping.addProperty("hostPort", port.hostPort());
            mapping.addProperty("containerPort", port.containerPort());
            mapping.addProperty("protocol", port.protocol());
            if (!port.hostIp().isEmpty()) {
                mapping.addProperty("hostIP", port.hostIp());
            }
            array.add(mapping);
        }
        return array;
    }

    private static String text(Object source, JsonObject list, String key) {
        JsonElement value = list.get(key);
        if (value == null) {
            throw new NetworkException.BadConfiguration(source, "has no '" + key + "'");
        }
        return value.getAsString();
    }
}
