// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.OneCell.soon;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static io.aurae.auraed.cells.TestNode.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableState;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.ExecutableState.Exited;
import io.aurae.auraed.executables.Health.Status;
import io.aurae.auraed.executables.Probe;
import io.aurae.auraed.executables.Probes;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.testing.RequiresRoot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What restart policies and probes do in a cell that is kept from running: nothing. */
@RequiresRoot
final class FrozenUpkeepRootTest {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    @RegisterExtension
    final OneCell one = new OneCell();

    private Executable startFailing() {
        RestartPolicy policy = new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0, PAUSE, 1, PAUSE, Duration.ofMinutes(10));
        return one.cell().start(with(shell("failing", "exit 1"), Upkeep.STANDARD.with(policy)));
    }

    @Test
    void nothingIsRestartedAndNoProbeCountsUntilTheCellIsThawed() {
        Executable failing = startFailing();
        Probe alive = new Probe(
                new Probe.Exec(List.of("/bin/true")),
                null,
                null,
                null,
                Duration.ZERO,
                Duration.ofMillis(100),
                Duration.ofSeconds(20),
                1,
                1);
        Executable probed = one.cell()
                .start(with(shell("probed", "exec sleep 1000"), Upkeep.STANDARD.with(new Probes(null, alive, alive))));
        soon().until(() -> probed.health().status() == Status.HEALTHY);
        ExecutableState run = probed.state();

        one.node().cells.freezing().freeze(name("web"));
        int restarts = failing.restarts().count();
        await().during(LONG_ENOUGH)
                .atMost(Duration.ofSeconds(60))
                .until(() -> failing.restarts().count() == restarts
                        && probed.state().equals(run)
                        && probed.health().status() == Status.HEALTHY);

        one.node().cells.freezing().thaw(name("web"));
        soon().until(() -> failing.restarts().count() > restarts);
        assertThat(probed.state()).isEqualTo(run);
        assertThat(probed.restarts().count()).isZero();
    }

    @Test
    void whatWaitsForARestartInAFrozenCellCanBeStoppedAndTheCellFreed() {
        Executable failing = startFailing();
        soon().until(() -> failing.state() instanceof BackOff);
        one.node().cells.freezing().freeze(name("web"));
        one.cell()
                .executables()
                .stop(
                        failing.spec().name(),
                        Duration.ZERO,
                        () -> one.node().cells.freezing().thawWith(name("web")));
        assertThat(failing.state()).isInstanceOf(Exited.class);
        one.node().cells.free(name("web"));
        assertThat(one.node().cells.list()).isEmpty();
    }
}
