// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.rpc.Route;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Sends calls whose resource path goes through an instance down to that instance, which wakes when it is called. What is placed in pods
 * is served here, so no call goes down to those.
 */
public final class InstanceRoute implements Route, AutoCloseable {
    /** A call with this name means the instance itself, except here, where it means what is in it. */
    private static final Set<String> LISTS =
            Set.of("aurae.cells.v0.CellService/List", "aurae.instances.v0.InstanceService/List");

    private final Instances instances;
    private final BiFunction<String, Path, ManagedChannel> open;
    private final Map<Path, ManagedChannel> channels = new HashMap<>();

    /** @param open opens a channel to an instance by its name and its socket */
    public InstanceRoute(Instances instances, BiFunction<String, Path, ManagedChannel> open) {
        this.instances = instances;
        this.open = open;
        instances.onEnd(this::forget);
    }

    @Override
    public Optional<Target> target(String method, String resourcePath) {
        int slash = resourcePath.indexOf('/');
        if (slash < 0 && !LISTS.contains(method)) {
            return Optional.empty();
        }
        String label = slash < 0 ? resourcePath : resourcePath.substring(0, slash);
        try {
            return instances.socket(label).map(socket -> new Target(channel(label, socket), label));
        } catch (ResourceException e) {
            return Optional.empty(); // no name at all: whoever serves the call here says so
        }
    }

    /** A channel to an instance of this daemon; not to be shut down by who asks for it. */
    public synchronized ManagedChannel channel(String label, Path socket) {
        return channels.computeIfAbsent(socket, path -> open.apply(label, path));
    }

    /** Nothing serves that socket any more, or something else will. */
    private synchronized void forget(Path socket) {
        ManagedChannel channel = channels.remove(socket);
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    /** Closes the channels; calls under way are cut. */
    @Override
    public synchronized void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        channels.clear();
    }
}
