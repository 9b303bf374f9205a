// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.base.FaultCode;
import io.aurae.client.ClientConfig;
import io.aurae.identity.IdentityFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** This machine as a node: its name, its files and its launcher. */
public final class Node {
    private static final long PAUSE_MILLIS_MIN = 50;
    private static final long PAUSE_MILLIS_MAX = 1000;

    private final NodeLayout layout;
    private final Service service;

    private Node(NodeLayout layout, Service service) {
        this.layout = layout;
        this.service = service;
    }

    public static Node at(NodeLayout layout) {
        return new Node(layout, Service.of(layout));
    }

    /** The launcher of the distribution that this program is part of. */
    public static Path launcher() {
        return LauncherCommand.auraedOfDistribution();
    }

    /**
     * Refuses to go on without root's rights.
     *
     * @throws NodeException FAILED_PRECONDITION
     */
    public static void requireRoot(String verb) {
        try {
            Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (!uid.equals(0)) {
                throw new NodeException(
                        FaultCode.FAILED_PRECONDITION,
                        "'aurae " + verb + "' runs as user '" + uid + "' (expected: root)");
            }
        } catch (IOException e) {
            throw new NodeException(FaultCode.FAILED_PRECONDITION, "the own user id is not readable in /proc/self", e);
        }
    }

    /** What an earlier {@code up} called this node. */
    public Optional<NodeName> name() {
        return new DaemonConfigFile(layout.daemonConfig()).read();
    }

    /** How {@code user} reaches the daemon. */
    public ClientConfig access(String user) {
        return new ClientConfig(
                IdentityFiles.in(layout.pki(), user), layout.socket().toString());
    }

    /**
     * Makes trust material and configuration, the directories 0700. Repeating: makes what is missing. On failure what was made stays and is
     * used the next time.
     */
    public void establish(NodeName name, String user, Path clientConfig, Report report) throws IOException {
        new Trust(layout.pki(), name).establish(user, report);
        DaemonConfigFile config = new DaemonConfigFile(layout.daemonConfig());
        boolean isNew = !config.read().equals(Optional.of(name));
        if (isNew) {
            config.write(name);
        }
        report.step("configuration " + layout.daemonConfig(), isNew);
        new ClientAccess(clientConfig, access(user)).establish(report);
    }

    /** Removes the trust material, so that the next {@link #establish} makes it anew. Repeating: does nothing. */
    public void forget() throws IOException {
        if (!Files.exists(layout.pki())) {
            return;
        }
        try (Stream<Path> files = Files.walk(layout.pki())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Starts the launcher unless it is there already, and waits until the daemon has no {@code trouble} any more.
     *
     * @param moreFlags for the daemon, behind those of the layout
     * @throws NodeException FAILED_PRECONDITION when the trouble lasts; UNAVAILABLE with the end of the log when the launcher ends, or the
     *     time is over
     */
    public void start(Path launcher, List<String> moreFlags, Supplier<Optional<Trouble>> trouble, Duration limit)
            throws IOException, InterruptedException {
        if (!isRunning()) {
            service.start(LauncherCommand.of(launcher, layout, moreFlags));
        }
        long deadline = System.nanoTime() + limit.toNanos();
        long pauseMillis = PAUSE_MILLIS_MIN;
        for (Optional<Trouble> left = trouble.get(); left.isPresent(); left = trouble.get()) {
            giveUp(left.get(), System.nanoTime() > deadline, limit);
            Thread.sleep(pauseMillis);
            pauseMillis = Math.min(pauseMillis * 3 / 2, PAUSE_MILLIS_MAX);
        }
    }

    /** Throws when there is nothing more to wait for. */
    private void giveUp(Trouble trouble, boolean late, Duration limit) throws IOException, InterruptedException {
        if (trouble.lasting()) {
            throw new NodeException(FaultCode.FAILED_PRECONDITION, "auraed " + trouble.what());
        }
        boolean ended = service.hasEnded();
        if (ended || late) {
            String what = ended ? "has ended" : trouble.what() + " after " + limit.toSeconds() + " s";
            throw new NodeException(FaultCode.UNAVAILABLE, "auraed " + what + "; " + service.lastWords());
        }
    }

    /** Whether a launcher is there, whatever its daemon does. */
    public boolean isRunning() throws IOException {
        return LauncherLock.holder(layout.lock()).isPresent();
    }

    /** Ends launcher and daemon; workloads run on. Answers false when there was none. */
    public boolean stop() throws IOException, InterruptedException {
        return service.stop();
    }
}
