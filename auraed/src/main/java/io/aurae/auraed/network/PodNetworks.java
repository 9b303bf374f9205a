// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import com.google.gson.JsonObject;
import io.aurae.auraed.ledger.KernelObject;
import io.aurae.auraed.network.Attachments.Attachment;
import io.aurae.base.AuraeException;
import io.aurae.base.Failpoint;
import io.aurae.linux.Linux;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Connects network namespaces to the node's network by running the configured plugins. Thread-safe: one call a pod at a time. */
public final class PodNetworks {
    private final Plugins plugins;
    private final Path configDirectory;
    private final Attachments attachments;
    private final HostPorts ports = new HostPorts();

    /**
     * The configuration is read anew for each pod, so that a changed one takes effect without a restart.
     *
     * @param notes where it is noted which pods are connected; survives reboots
     * @param pluginDeadline for each call of a plugin
     */
    public PodNetworks(
            Linux linux, List<Path> pluginDirectories, Path configDirectory, Path notes, Duration pluginDeadline) {
        this(new Plugins(linux, List.copyOf(pluginDirectories), pluginDeadline), configDirectory, notes);
    }

    PodNetworks(Plugins plugins, Path configDirectory, Path notes) {
        this.plugins = plugins;
        this.configDirectory = configDirectory;
        this.attachments = new Attachments(notes);
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
     * Connects the namespace: ADD of each plugin in order. On failure what was added is taken down again. What is left of a pod of this
     * name whose record was lost is taken down first; when that fails, ADD tells whether it matters.
     *
     * @return the plan with its result
     * @throws NetworkException UNAVAILABLE when a plugin fails, FAILED_PRECONDITION when one is missing
     */
    public PodNetwork add(String pod, Path namespace, PodNetwork plan) {
        Conflist conflist = plan.configuration();
        conflist.plugins().forEach(this::plugin); // one that is missing is noticed before anything is added
        if (conflist.plugins().isEmpty()) {
            return plan;
        }
        AuraeException left = takeBack(pod);
        if (left == null) {
            attachments.note(pod, namespace, plan);
        }
        JsonObject result = null;
        try {
            for (JsonObject plugin : conflist.plugins()) {
                JsonObject input = conflist.input(plugin, result, plan.ports());
                Failpoint.reach("network.add.plugin");
                result = plugin(plugin).run("ADD", pod, namespace, input).orElse(result);
            }
            PodNetwork network = new PodNetwork(conflist, plan.ports(), result);
            attachments.note(pod, namespace, network);
            return network;
        } catch (AuraeException e) {
            if (left != null) {
                e.addSuppressed(left);
            }
            takeDown(pod, namespace, new PodNetwork(conflist, plan.ports(), result), e);
            throw e;
        }
    }

    private @Nullable AuraeException takeBack(String pod) {
        Optional<Attachment> lost = attachments.find(pod);
        try {
            lost.ifPresent(attachment -> deleteAll(pod, attachment.namespace(), attachment.network()));
            return null;
        } catch (AuraeException e) {
            return e;
        }
    }

    /**
     * Disconnects the namespace: DEL of each plugin in reverse order, all of them even when one fails. Repeating: does nothing, and
     * neither does it mind that the namespace is gone.
     *
     * @throws NetworkException the first failure, with the others suppressed
     */
    public void delete(String pod, Path namespace, PodNetwork network) {
        if (!network.configuration().plugins().isEmpty()) {
            deleteAll(pod, namespace, network);
            attachments.forget(pod);
        }
    }

    private void deleteAll(String pod, Path namespace, PodNetwork network) {
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

    /**
     * Gives back what pods have of the network whose records are lost: all of a pod from before the machine was last started, and what
     * the plugins have for nobody (GC). A pod that was connected since may run on without its record: it is left alone until its name is
     * used again. To be called before any pod is connected or disconnected.
     *
     * @param pods those that have a record
     * @return what is left, a sentence each; after a first failure the rest is left for the next time
     */
    public List<String> takeBackLost(Set<String> pods) {
        try {
            List<String> left = new ArrayList<>();
            Set<String> connected = new TreeSet<>(pods);
            for (Attachment attachment : attachments.list()) {
                if (!pods.contains(attachment.pod()) && attachment.isOfEarlierBoot()) {
                    delete(attachment.pod(), attachment.namespace(), attachment.network());
                } else if (connected.add(attachment.pod())) {
                    left.add("network of pod '" + attachment.pod()
                            + "' has no pod (expected: its record; left as it is)");
                }
            }
            collect(connected);
            return left;
        } catch (AuraeException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Gives back what a pod has of the network whose record is lost or damaged. Repeating: does nothing.
     *
     * @throws NetworkException the first failure of a plugin
     */
    public void takeBackLost(String pod) {
        attachments.find(pod).ifPresent(lost -> delete(pod, lost.namespace(), lost.network()));
        release(pod);
    }

    private void collect(Set<String> connected) {
        Conflist conflist = conflist();
        if (conflist.collects()) {
            for (JsonObject plugin : conflist.plugins()) {
                plugin(plugin).collect(conflist.name(), conflist.collection(plugin, connected));
            }
        }
    }

    /**
     * Asks each plugin whether the network is as it made it (CHECK), where the configuration's version knows that.
     *
     * @throws NetworkException UNAVAILABLE with the words of the first plugin that says no
     */
    public void check(String pod, Path namespace, PodNetwork network) {
        Conflist conflist = network.configuration();
        if (network.result() != null && conflist.checks()) {
            for (JsonObject plugin : conflist.plugins()) {
                JsonObject input = conflist.input(plugin, network.result(), network.ports());
                plugin(plugin).run("CHECK", pod, namespace, input);
            }
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
        return plugins.find(Conflist.type(configuration));
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
