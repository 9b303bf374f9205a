// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.cells.Cells;
import io.aurae.auraed.events.Events;
import io.aurae.auraed.executables.Engine;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.Executables;
import io.aurae.auraed.instances.Instances;
import io.aurae.auraed.instances.Spawner;
import io.aurae.auraed.ledger.Ledger;
import io.aurae.auraed.pods.Pods;
import io.aurae.auraed.resource.Names;
import io.aurae.auraed.volumes.Volumes;
import io.aurae.oci.store.ImageStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs on this node, by kind. */
record Node(
        Names names,
        Spawner spawner,
        ImageStore images,
        Volumes volumes,
        Instances instances,
        Pods pods,
        Cells cells,
        Executables rootCell,
        Engine engine,
        Ledger ledger) {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Keeps logs from growing without end. */
    void keepLogs() {
        try {
            cells.keepLogs();
            rootCell.keepLogs();
        } catch (RuntimeException e) {
            LOG.warn("not every log could be looked after, trying again", e);
        }
    }

    /** What runs as the first process with this pid. */
    Optional<Executable> running(int pid) {
        return cells.running(pid).or(() -> rootCell.running(pid));
    }

    Events events() {
        return engine.events();
    }

    /** Finds what an earlier daemon left, and undoes or finishes what it had half done; answers what it could not restore. */
    List<String> restore() {
        List<String> lasting = volumes.restore();
        List<String> problems = new ArrayList<>(instances.restore());
        problems.addAll(pods.restore());
        problems.addAll(cells.restore());
        problems.addAll(pods.finishStops(pod -> cells.stopAllOf(pod, own -> Duration.ZERO)));
        problems.addAll(rootCell.restore());
        ledger.begin(lasting, problems);
        return problems();
    }

    /** What does not work now, a sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(images.problems());
        problems.addAll(ledger.problems());
        return List.copyOf(problems);
    }

    /** Whether something runs, or waits to run again, that nobody would look after if this daemon slept. */
    boolean keepsAwake() {
        return cells.needCare() || rootCell.needCare();
    }

    /** Stops following what runs, and leaves it running. */
    void close() {
        cells.close();
        rootCell.close();
    }

    /** Notices processes that are gone without a trace. */
    void sweep() {
        try {
            cells.sweep();
            rootCell.sweep();
        } catch (RuntimeException e) {
            LOG.warn("not every process could be looked after, trying again", e);
        }
    }
}
