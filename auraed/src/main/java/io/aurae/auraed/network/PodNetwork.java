// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pod has of the network; kept in the pod's directory from before the first plugin runs until the last has cleaned up, so that an
 * interrupted ADD is taken down at the next start.
 *
 * @param configuration that was in force when the pod was connected, so that the same plugins disconnect it
 * @param ports as asked for
 * @param result of the last plugin; absent while ADD has not come to its end
 */
public record PodNetwork(
        Conflist configuration,
        List<PortMapping> ports,
        @Nullable JsonObject result) {
    /** The host's own: no plugin runs. */
    public static final PodNetwork HOST = new PodNetwork(new Conflist("host", "1.0.0", List.of()), List.of(), null);

    public PodNetwork {
        ports = List.copyOf(ports);
    }

    /** The names of the links on the node that the plugins told of; empty while ADD has not come to its end. */
    public List<String> links() {
        if (result == null || !result.has("interfaces")) {
            return List.of();
        }
        return result.getAsJsonArray("interfaces").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(link -> !link.has("sandbox")
                        || link.get("sandbox").getAsString().isEmpty())
                .map(link -> link.get("name").getAsString())
                .toList();
    }

    /** The pod's addresses without their prefix lengths, the primary one first; empty while ADD has not come to its end. */
    public List<String> ips() {
        if (result == null || !result.has("ips")) {
            return List.of();
        }
        return result.getAsJsonArray("ips").asList().stream()
                .map(ip -> ip.getAsJsonObject().get("address").getAsString())
                .map(address -> address.replaceFirst("/.*", ""))
                .toList();
    }
}
