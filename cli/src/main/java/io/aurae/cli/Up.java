// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.aurae.cli.node.Node;
import io.aurae.cli.node.NodeLayout;
import io.aurae.cli.node.NodeName;
import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes this machine a node. */
@Command(
        name = "up",
        header = "Make this machine a node and start auraed.",
        description = {
            "Makes an authority and identities in /etc/aurae/pki, /etc/aurae/auraed.toml and ~/.aurae/config as far as they are missing,"
                    + " starts auraed in the background (by systemd where it is the init) and waits until it answers. Needs root.",
            "HOST is the node's name in its identities; the machine's hostname stays as it is. Run again, it says what is there already"
                    + " and renews certificates that end soon. Another name than before is refused without --reset."
        },
        footer = {"  aurae up alice", "  aurae up alice@nivenly.com"})
final class Up implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Option(names = "--reset", description = "Make authority and identities anew, under another name if one is given.")
    private boolean reset;

    @Option(names = "--force", description = "With --reset: also when workloads run; they are stopped and freed.")
    private boolean force;

    @Option(
            names = "--auraed",
            paramLabel = "FILE",
            description = "The launcher. Default: bin/auraed of this distribution.")
    private @Nullable Path launcher;

    @Mixin
    private NodeOptions places = new NodeOptions();

    @Parameters(
            index = "0",
            paramLabel = "HOST[@DOMAIN]",
            description = "The node's name and trust domain. Default domain: aurae.local.")
    private String name = "";

    @Parameters(
            index = "1..*",
            paramLabel = "FLAG",
            description = "Behind --: more flags for auraed, such as --verbose.")
    private List<String> daemonFlags = List.of();

    private final Aurae aurae;
    private final JsonObject document = new JsonObject();

    Up(Aurae aurae) {
        this.aurae = aurae;
        document.add("made", new JsonArray());
        document.add("present", new JsonArray());
    }

    @Override
    public Integer call() throws Exception {
        Node.requireRoot("up");
        NodeLayout layout = places.layout(aurae);
        Node node = Node.at(layout);
        String user = System.getProperty("user.name");
        Probe probe = new Probe(node.access(user), layout.socket());
        NodeName wanted = rename(node, probe);
        node.establish(wanted, user, clientConfig(), this::report);
        boolean usable = probe.trouble().isEmpty();
        if (!usable) {
            Path program = launcher == null ? Node.launcher() : launcher.toAbsolutePath();
            node.start(program, daemonFlags, probe::trouble, LIMIT);
        }
        report("auraed on " + layout.socket(), !usable);
        probe.ask().ifPresent(answer -> finish(wanted, answer, layout));
        return ExitCode.OK;
    }

    private Path clientConfig() {
        return aurae.config().orElseGet(ClientConfig::userFile);
    }

    /** The name the node is to have, once nothing of another name is left. */
    private NodeName rename(Node node, Probe probe) throws IOException, InterruptedException {
        Optional<NodeName> present = node.name();
        NodeName wanted = NodeName.parse(name, present);
        if (present.isEmpty() || (present.get().equals(wanted) && !reset)) {
            return wanted;
        }
        if (!reset) {
            throw CliException.refused("this node is '" + present.get() + "', not '" + wanted
                    + "' (expected: the same name; --reset changes it)");
        }
        clear(node, probe);
        node.stop();
        node.forget();
        report("trust material of '" + present.get() + "' removed", true);
        return wanted;
    }

    private void clear(Node node, Probe probe) throws IOException {
        if (probe.ask().isEmpty()) {
            if (node.isRunning() && !force) {
                throw CliException.refused(
                        "auraed runs but does not answer, so workloads may run (expected: none; --force resets anyway)");
            }
            return;
        }
        try (AuraeClient client = AuraeClient.open(probe.access())) {
            long running = Workloads.read(client).all().stream()
                    .filter(Workload::isRunning)
                    .count();
            if (running > 0 && !force) {
                throw CliException.refused(
                        "'" + running + "' workloads run (expected: none; --force stops and frees them)");
            }
            Cleanup.freeAll(client);
        }
    }

    private void report(String what, boolean changed) {
        document.getAsJsonArray(changed ? "made" : "present").add(what);
        if (aurae.isForPeople()) {
            aurae.streams().out().println((changed ? "made     " : "present  ") + what);
            aurae.streams().out().flush();
        }
    }

    private void finish(NodeName wanted, DiscoverResponse answer, NodeLayout layout) {
        document.addProperty("host", wanted.host());
        document.addProperty("trustDomain", wanted.domain());
        document.addProperty("spiffeId", answer.getSpiffeId());
        document.addProperty("version", answer.getVersion());
        document.addProperty("socket", layout.socket().toString());
        aurae.output().show(() -> wanted + " is up: auraed " + answer.getVersion() + " answers", () -> document);
    }
}
