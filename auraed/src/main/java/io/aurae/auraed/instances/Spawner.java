// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.Grace;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import io.aurae.base.Waits;
import io.aurae.cgroup.Cgroups;
import io.aurae.identity.IdentityFiles;
import io.aurae.linux.Linux;
import io.aurae.linux.ProcessId;
import io.aurae.linux.Signal;
import io.aurae.oci.runtime.ContainerId;
import io.aurae.oci.runtime.OciRuntime;
import io.aurae.oci.runtime.Place;
import io.aurae.oci.spec.InstanceSpec;
import io.aurae.oci.spec.NodeRights;
import io.aurae.oci.spec.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Makes and ends the first processes of instances: the launcher, PID 1 of its namespace.
 *
 * @param place where the OCI runtime keeps them: the node itself
 * @param launcher the program
 * @param socket the daemon's own, which instances ask for certificates
 * @param flags that every nested daemon gets, such as where the configuration is
 * @param identities certifies the nested daemon
 */
public record Spawner(
        OciRuntime runtime,
        Linux linux,
        Cgroups cgroups,
        NodeRights rights,
        Place place,
        Path launcher,
        Path socket,
        List<String> flags,
        Identities identities) {
    private static final Duration READY_DEADLINE = Duration.ofSeconds(10);
    private static final Duration KILL_DEADLINE = Duration.ofSeconds(10);
    /** The name of the files with an instance's certificate and key. */
    static final String CERTIFICATE = "node";

    /** The kernel's limit, without the NUL at the end. */
    static final int SOCKET_PATH_MAX = 107;
    /** The parent decides when the grace is over, so the first process never does by itself. */
    private static final String OWN_GRACE_SECONDS = Long.toString(Grace.MOST.toSeconds());

    /** Certifies nested daemons. */
    @FunctionalInterface
    public interface Identities {
        /** Writes {@code ca.crt}, {@code node.crt} and {@code node.key} of the instance into the directory. */
        void issue(String instance, Path directory);
    }

    /** Starts the first process; it may not listen yet when this returns. On failure nothing is left, but the directory. */
    public ProcessId spawn(InstancePlan plan) {
        ContainerId id = new ContainerId(plan.name());
        requireShortPath(plan);
        cgroups.expectMoves();
        try (Rollback rollback = new Rollback()) {
            Failpoint.reach("instance.process.certificate");
            identities.issue(plan.name(), plan.identity());
            linkParent(plan);
            Failpoint.reach("instance.process.specification");
            ResourceDirectory.create(plan.bundle());
            ResourceDirectory.create(plan.runtime()); // where the socket will lie
            rollback.push("remove root of " + plan.name(), () -> plan.root().remove());
            new InstanceSpec(
                            ProcessSpec.of(command(plan).toArray(String[]::new)),
                            plan.hostname(),
                            plan.network(),
                            plan.firstProcessCgroup().path(),
                            plan.kernel(),
                            Sight.of(plan, this))
                    .toRuntimeSpec(rights)
                    .writeTo(plan.bundle());
            rollback.push("remove first process of " + plan.name(), () -> remove(plan));
            Failpoint.reach("instance.process.run");
            long pid = runtime.runDetached(
                    place, id, plan.bundle(), plan.directory().resolve("log"));
            ProcessId process = ProcessId.of(pid)
                    .orElseThrow(() -> new InstanceException.Failed(plan.name(), "its first process ended at once"));
            Failpoint.reach("instance.process.answer");
            rollback.release();
            return process;
        }
    }

    private static void requireShortPath(InstancePlan plan) {
        String path = plan.socket().toString();
        if (path.getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_MAX) {
            throw new InstanceException.PathTooLong(plan.name(), path, SOCKET_PATH_MAX);
        }
    }

    /**
     * Gives this daemon's socket another name where the instance sees it, even when it sees nothing else of the node. To be done again when
     * the socket was made anew, which a launcher does at its start. Repeating: replaces the name.
     */
    public void linkParent(InstancePlan plan) {
        Path next = plan.identity().resolve("parent.sock.next");
        try {
            ResourceDirectory.create(plan.identity());
            Files.deleteIfExists(next);
            try {
                Files.createLink(next, socket);
            } catch (IOException e) {
                Files.createSymbolicLink(next, socket); // on another file system, or not there yet
            }
            Files.move(next, plan.parentSocket(), StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(next); // where both are the same file already, a move does nothing
        } catch (IOException e) {
            throw new InstanceException.Failed(plan.name(), "the node's socket cannot be shown in it", e);
        }
    }

    /** Returns when the first process listens, which is when processes can be placed in the instance. */
    public void awaitReady(InstancePlan plan, ProcessId process) {
        boolean decided;
        try (Waits.Wait _ = Waits.on("the instance to listen")) {
            decided = await(() -> Files.exists(plan.socket()) || !process.isAlive(), READY_DEADLINE);
        }
        if (!decided || !process.isAlive()) {
            throw new InstanceException.Failed(
                    plan.name(), "its first process does not listen on '" + plan.socket() + "'");
        }
        Convention.keep(plan);
    }

    /** Asks the first process to end everything and ends it after the grace period. Repeating: does nothing. */
    public void end(InstancePlan plan, ProcessId process, Duration grace) {
        if (!grace.isZero() && linux.killProcess(process, Signal.TERM) && await(() -> !process.isAlive(), grace)) {
            return;
        }
        linux.killProcess(process, Signal.KILL);
        if (!await(() -> !process.isAlive(), KILL_DEADLINE)) {
            throw new InstanceException.Failed(
                    plan.name(), "its first process did not end within " + KILL_DEADLINE.toSeconds() + " s of SIGKILL");
        }
    }

    /**
     * Ends what is left of the first process, its control groups and its socket, which would be taken for that of the next one. Repeating:
     * does nothing.
     */
    public void remove(InstancePlan plan) {
        Failpoint.reach("instance.remove.process");
        runtime.delete(place, new ContainerId(plan.name()), plan.bundle());
        Failpoint.reach("instance.remove.cgroup");
        cgroups.open(plan.cgroup()).delete();
        try {
            Files.deleteIfExists(plan.socket());
        } catch (IOException e) {
            throw new InstanceException.Failed(plan.name(), "its socket '" + plan.socket() + "' cannot be removed", e);
        }
    }

    private List<String> command(InstancePlan plan) {
        List<String> words =
                new ArrayList<>(List.of(launcher.toString(), "--nested", "--stop-grace-seconds", OWN_GRACE_SECONDS));
        words.addAll(List.of("--socket", plan.socket().toString()));
        words.addAll(List.of("--parent-socket", plan.parentSocket().toString()));
        words.addAll(List.of("--runtime-dir", plan.runtime().toString()));
        words.addAll(List.of("--library-dir", plan.library().toString()));
        words.addAll(List.of("--host", plan.name()));
        IdentityFiles certificate = IdentityFiles.in(plan.identity(), CERTIFICATE);
        words.addAll(List.of("--ca-crt", certificate.ca().toString()));
        words.addAll(List.of("--server-crt", certificate.certificate().toString()));
        words.addAll(List.of("--server-key", certificate.key().toString()));
        words.addAll(List.of("--cgroup-root", plan.cgroup().path()));
        words.addAll(flags);
        return words;
    }

    private static boolean await(BooleanSupplier condition, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        long pauseMicros = 250;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                Thread.sleep(Duration.ofNanos(pauseMicros * 1000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            pauseMicros = Math.min(pauseMicros * 2, 8000);
        }
        return true;
    }
}
