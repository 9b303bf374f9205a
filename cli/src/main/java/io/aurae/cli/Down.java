// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.node.Node;
import io.aurae.client.AuraeClient;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops auraed. */
@Command(
        name = "down",
        header = "Stop auraed; workloads run on.",
        description = {
            "No workload depends on auraed: those that run go on, keep their logs and exit codes, and the next 'aurae up' finds them.",
            "With --all they are stopped and freed first. Needs root."
        },
        footer = {"  aurae down", "  aurae down --all"})
final class Down implements Callable<Integer> {
    @Option(names = "--all", description = "First stop and free all pods, cells and instances.")
    private boolean all;

    @Mixin
    private NodeOptions places = new NodeOptions();

    private final Aurae aurae;

    Down(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws Exception {
        Node.requireRoot("down");
        Node node = places.node(aurae);
        String left = all ? freeAll() : countRunning(node);
        boolean ran = node.stop();
        aurae.streams().out().println((ran ? "auraed stopped" : "auraed does not run") + left);
        return ExitCode.OK;
    }

    private String freeAll() {
        try (AuraeClient client = aurae.connect()) {
            return "; freed " + Cleanup.freeAll(client) + " pods, cells and instances";
        }
    }

    /** A daemon that cannot be asked is stopped all the same. */
    private String countRunning(Node node) throws java.io.IOException {
        if (!node.isRunning()) {
            return "";
        }
        try (AuraeClient client = aurae.connect()) {
            long running = Workloads.read(client).all().stream()
                    .filter(Workload::isRunning)
                    .count();
            return running == 0 ? "" : "; " + running + " workloads run on";
        } catch (StatusRuntimeException | io.aurae.base.AuraeException e) {
            return "";
        }
    }
}
