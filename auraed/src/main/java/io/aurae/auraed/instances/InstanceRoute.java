// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.rpc.Route;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Sends calls whose resource path goes through an instance down to that instance, which wakes when it is called. What is placed in pods
 * is served here, so no call goes down to those.
 */
public final class InstanceRoute implements Route, AutoCloseable {
    /** A call with this name means the instance itself, except here, where it means what is in it. */
    private static final String LIST_CELLS = "aurae.cells.v0.CellService/List";

    private final Instances instances;
    private final Function<Path, ManagedChannel> open;
    private final Map<Path, ManagedChannel> channels = new HashMap<>();

    /** @param open opens a channel to the socket of an instance */
    public InstanceRoute(Instances instances, Function<Path, ManagedChannel> open) {
        this.instances = instances;
        this.open = open;
    }

    @Override
    public Optional<Target> target(String method, String resourcePath) {
        int slash = resourcePath.indexOf('/');
        if (slash < 0 && !method.equals(LIST_CELLS)) {
            return Optional.empty();
        }
        String label = slash < 0 ? resourcePath : resourcePath.substring(0, slash);
        try {
            return instances.socket(label).map(socket -> new Target(channel(socket), label));
        } catch (ResourceException e) {
            return Optional.empty(); // no name at all: whoever serves the call here says so
        }
    }

    private synchronized ManagedChannel channel(Path socket) {
        return channels.computeIfAbsent(socket, open);
    }

    /** Closes the channels; calls under way are cut. */
    @Override
    public synchronized void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        channels.clear();
    }
}
