// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurae.auraed.resource.PacedReader;
import io.aurae.auraed.resource.PacedReader.Connection;
import io.aurae.proto.observe.v0.GetAuraeDaemonLogStreamRequest;
import io.aurae.proto.observe.v0.GetAuraeDaemonLogStreamResponse;
import io.aurae.proto.observe.v0.ObserveServiceGrpc;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many read the daemon's log along, some of them never: who writes waits for none. */
final class SlowReadersTest {
    private static final int READERS = 20;
    private static final int LINES = 4 * DaemonLog.LINES_MAX;
    private static final int STEP = DaemonLog.LINES_MAX / 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TEXT = "x".repeat(100);

    private final DaemonLog log = new DaemonLog();
    private Connection connection;

    @BeforeEach
    void serve() {
        connection = Connection.to(new ObserveService(log, pid -> Optional.empty()));
    }

    @AfterEach
    void stop() {
        connection.close();
    }

    private PacedReader<GetAuraeDaemonLogStreamRequest, GetAuraeDaemonLogStreamResponse> read() {
        PacedReader<GetAuraeDaemonLogStreamRequest, GetAuraeDaemonLogStreamResponse> reader = new PacedReader<>();
        ObserveServiceGrpc.newStub(connection.channel())
                .getAuraeDaemonLogStream(
                        GetAuraeDaemonLogStreamRequest.newBuilder()
                                .setFromStart(true)
                                .build(),
                        reader);
        return reader;
    }

    private void write(int first, int count) {
        IntStream.range(first, first + count).forEach(number -> log.append(Instant.EPOCH, "test", number + " " + TEXT));
    }

    private static List<Integer> numbers(PacedReader<?, GetAuraeDaemonLogStreamResponse> reader) {
        return reader.answers().stream()
                .map(answer -> answer.getItem().getLine())
                .map(line -> Integer.parseInt(line.substring(0, line.indexOf(' '))))
                .toList();
    }

    @Test
    void thoseWhoReadGetEveryLineAndThoseWhoDoNotAreCutOff() throws Exception {
        write(0, 1);
        List<PacedReader<GetAuraeDaemonLogStreamRequest, GetAuraeDaemonLogStreamResponse>> readers = new ArrayList<>();
        IntStream.range(0, READERS).forEach(number -> readers.add(read()));
        for (var reader : readers) {
            reader.awaitFirst();
        }
        var sleepers = readers.subList(0, READERS / 2);
        var awake = readers.subList(READERS / 2, READERS);
        awake.forEach(PacedReader::readOn);
        for (int written = 1; written < LINES; written += STEP) {
            write(written, STEP);
            int all = written + STEP;
            await().atMost(PATIENCE)
                    .until(() ->
                            awake.stream().allMatch(reader -> reader.answers().size() == all));
        }
        List<Integer> everyLine = IntStream.rangeClosed(0, LINES).boxed().toList();
        assertThat(awake).allSatisfy(reader -> assertThat(numbers(reader)).isEqualTo(everyLine));
        for (var sleeper : sleepers) {
            sleeper.readOn();
            assertThat(sleeper.awaitEnd().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        }
    }
}
