// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.pods.v0.Pod;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
    @TempDir
    private Path directory;

    private FakeNode node;
    private AuraeClient client;

    @BeforeEach
    void start() {
        node = new FakeNode(directory);
        client = AuraeClient.open(ClientConfig.load(node.config()));
    }

    @AfterEach
    void stop() {
        client.close();
        node.close();
    }

    @Test
    void whatIsNotWantedAnyMoreWhileItIsMadeIsTakenAwayAgain() {
        Launch launch = launch();

        launch.end(false);

        assertThatThrownBy(launch::start).isInstanceOf(CliException.class).hasMessage("'job' is not wanted any more");
        assertThat(node.pods.pods).isEmpty();
    }

    @Test
    void whatIsRemovedIsStoppedFirst() {
        Launch launch = launch();
        launch.start();

        launch.end(true);
        launch.end(true);

        assertThat(node.pods.pods).isEmpty();
        assertThat(node.cells.order).containsSubsequence("stop job", "free job");
    }

    @Test
    void anAllocationWhoseAnswerWasLostIsAskedForOnceMore() {
        node.pods.lostAnswers.set(1);
        Launch launch = launch();

        launch.start();

        assertThat(node.pods.pods).containsOnlyKeys("job");
        launch.end(true);
        assertThat(node.pods.pods).isEmpty();
    }

    @Test
    void anAllocationIsNotAskedForForEver() {
        node.pods.lostAnswers.set(2);

        assertThatThrownBy(launch()::start)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    private Launch launch() {
        Cell cell = Cell.newBuilder()
                .setName("job/box")
                .setMain(Executable.newBuilder().setName("box").addArgs("stay"))
                .build();
        return new Launch(client, Optional.of(Pod.newBuilder().setName("job").build()), List.of(), cell);
    }
}
