// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of the published wire, with no more than its field numbers and the configuration that {@code aurae up} wrote. */
@OnNode
class UpstreamClientIT {
    private static final String OBSERVE = "aurae.observe.v0.ObserveService/";
    private static final String CELLS = "aurae.cells.v0.CellService/";

    private final Node node;
    private PlainClient client;

    UpstreamClientIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void connect() throws Exception {
        client = PlainClient.configuredBy(node.clientConfig());
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @Test
    void aCellIsAllocatedUsedAndFreedByThePublishedMessages() throws Exception {
        Fields limits = new Fields().number(2, 50_000).number(3, 100_000);
        Fields cell = new Fields().text(1, "upstream").message(2, limits).message(4, new Fields().number(4, 64 << 20));
        Fields allocated = client.call(CELLS + "Allocate", new Fields().message(1, cell));
        assertThat(allocated.text(1)).isEqualTo("upstream");

        Fields sleeper = new Fields().text(1, "sleeper").text(2, "sleep 600").text(4, "sleeps");
        Fields started = client.call(
                CELLS + "Start",
                new Fields()
                        .text(1, "upstream")
                        .message(2, sleeper)
                        .number(3, 65534)
                        .number(4, 65534));
        KernelProcess process = new KernelProcess(started.number(1));
        await().untilAsserted(() -> assertThat(process.commandLine()).isEqualTo("sleep 600"));
        assertThat(process.cpuLimitMicros()).isEqualTo("50000 100000");
        assertThat(process.memoryLimitBytes()).isEqualTo("67108864");
        assertThat(List.of(started.number(2), started.number(3))).containsExactly(65534L, 65534L);

        Fields listed = client.call(CELLS + "List", new Fields());
        assertThat(listed.message(1).message(1).text(1)).isEqualTo("upstream");

        client.call(CELLS + "Stop", new Fields().text(1, "upstream").text(2, "sleeper"));
        assertThat(process.isAlive()).isFalse();
        client.call(CELLS + "Free", new Fields().text(1, "upstream"));
        assertThat(node.library().cells("")).isEmpty();
    }

    @Test
    void theDaemonIsDiscovered() throws Exception {
        Fields answer = client.call("aurae.discovery.v0.DiscoveryService/Discover", new Fields());

        assertThat(answer.number(1)).isEqualTo(1);
        assertThat(answer.text(2)).startsWith("0.");
    }

    @Test
    void logsAreObservedByThePublishedMessages() throws Exception {
        node.library().allocate("observed");
        KernelProcess process = node.library().startShell("observed", "main", "while :; do echo said; sleep 0.2; done");
        Fields output = client.first(
                OBSERVE + "GetSubProcessStream", new Fields().number(1, 1).number(2, process.pid()));
        assertThat(output.message(1).text(1)).isEqualTo("stdout");
        assertThat(output.message(1).text(2)).isEqualTo("said");
        assertThat(output.message(1).number(3)).isGreaterThan(1_700_000_000L);

        node.library().cells("observed");
        Fields line = client.first(OBSERVE + "GetAuraeDaemonLogStream", new Fields().number(100, 1));
        assertThat(line.message(1).text(2)).isNotEmpty();
        assertThatThrownBy(() -> client.first(OBSERVE + "GetPosixSignalsStream", new Fields()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    @Test
    void whatIsNotThereIsRefusedWithACodeOfTheWire() {
        Fields sleeper = new Fields().text(1, "sleeper").text(2, "sleep 600");

        assertThatThrownBy(() -> client.call(
                        CELLS + "Start", new Fields().text(1, "absent").message(2, sleeper)))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
                    assertThat(e.getStatus().getDescription()).contains("'absent'");
                });
    }
}
