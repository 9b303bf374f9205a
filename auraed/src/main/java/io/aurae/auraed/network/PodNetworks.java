// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import com.google.gson.JsonObject;
import io.aurae.auraed.ledger.KernelObject;
import io.aurae.base.AuraeException;
import io.aurae.base.Failpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Connects network namespaces to the node's network by running the configured plugins. Thread-safe: one call a pod at a time. */
public final class PodNetworks {
    private static final Duration PLUGIN_DEADLINE = Duration.ofSeconds(20);

    private final List<Path> pluginDirectories;
    private final Path configDirectory;
    private final Duration pluginDeadline;
    private final HostPorts ports = new HostPorts();

    /** With 20 seconds for each plugin. */
    public PodNetworks(List<Path> pluginDirectories, Path configDirectory) {
        this(pluginDirectories, configDirectory, PLUGIN_DEADLINE);
    }

    /** The configuration is read anew for each pod, so that a changed one takes effect without a restart. */
    PodNetworks(List<Path> pluginDirectories, Path configDirectory, Duration pluginDeadline) {
        this.pluginDirectories = List.copyOf(pluginDirectories);
        this.configDirectory = configDirectory;
        this.pluginDeadline = pluginDeadline;
    }

    /**
     * The network a pod is to be connected to, not yet connected; the ports of the host are its own until {@link #release}.
     *
     * @throws NetworkException FAILED_PRECONDITION when one of the ports is taken, or the configuration cannot be used
     */
    public PodNetwork plan(String pod, List<PortMapping> wanted) {
        Conflist conflist = conflist();
        ports.take(pod, wanted);
        return new PodNetwork(conflist, wanted, null);
    }

    /** Takes the ports of a pod of an earlier daemon. */
    public void keep(String pod, PodNetwork network) {
        ports.keep(pod, network.ports());
    }

    /** Lets others have the ports of a pod that is disconnected. Repeating: does nothing. */
    public void release(String pod) {
        ports.release(pod);
    }

    /**
     * Connects the namespace: ADD of each plugin in order. On failure what was added is taken down again.
     *
     * @return the plan with its result
     * @throws NetworkException UNAVAILABLE when a plugin fails, FAILED_PRECONDITION when one is missing
     */
    public PodNetwork add(String pod, Path namespace, PodNetwork plan) {
        Conflist conflist = plan.configuration();
        conflist.plugins().forEach(this::plugin); // one that is missing is noticed before anything is added
        JsonObject result = null;
        try {
            for (JsonObject plugin : conflist.plugins()) {
                JsonObject input = conflist.input(plugin, result, plan.ports());
                Failpoint.reach("network.add.plugin");
                result = plugin(plugin).run("ADD", pod, namespace, input).orElse(result);
            }
        } catch (AuraeException e) {
            takeDown(pod, namespace, new PodNetwork(conflist, plan.ports(), result), e);
            throw e;
        }
        return new PodNetwork(conflist, plan.ports(), result);
    }

    /**
     * Disconnects the namespace: DEL of each plugin in reverse order, all of them even when one fails. Repeating: does nothing, and
     * neither does it mind that the namespace is gone.
     *
     * @throws NetworkException the first failure, with the others suppressed
     */
    public void delete(String pod, Path namespace, PodNetwork network) {
        Conflist conflist = network.configuration();
        AuraeException failure = null;
        for (JsonObject plugin : conflist.plugins().reversed()) {
            if (network.result() == null && isMissing(plugin)) {
                continue; // it never ran
            }
            try {
                Failpoint.reach("network.delete.plugin");
                plugin(plugin).run("DEL", pod, namespace, conflist.input(plugin, network.result(), network.ports()));
            } catch (AuraeException e) {
                failure = first(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The links and addresses of the network as it is configured now; nothing when it cannot be read. */
    public List<KernelObject> objects() {
        try {
            return NetworkObjects.of(conflist());
        } catch (NetworkException e) {
            return List.of();
        }
    }

    private void takeDown(String pod, Path namespace, PodNetwork network, AuraeException why) {
        try {
            delete(pod, namespace, network);
        } catch (AuraeException e) {
            why.addSuppressed(e);
        }
    }

    private static AuraeException first(@Nullable AuraeException earlier, AuraeException later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }

    private boolean isMissing(JsonObject plugin) {
        try {
            plugin(plugin);
            return false;
        } catch (NetworkException.PluginMissing e) {
            return true;
        }
    }

    private Plugin plugin(JsonObject configuration) {
        return Plugin.find(Conflist.type(configuration), pluginDirectories, pluginDeadline);
    }

    private Conflist conflist() {
        return Conflist.first(configDirectory).orElseGet(PodNetworks::standard);
    }

    private static Conflist standard() {
        try (InputStream in = Objects.requireNonNull(PodNetworks.class.getResourceAsStream("default.conflist"))) {
            return Conflist.parse("default.conflist", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
