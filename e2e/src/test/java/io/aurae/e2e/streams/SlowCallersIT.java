// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.ExecStart;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callers who do not read what they asked for. */
@OnNode
class SlowCallersIT {
    private static final long EXEC_BYTES = 24_000_000;
    private static final int ATTACHED = 5;

    /** Slow enough for anybody who reads at all. */
    private static final int LINES = 40_000;

    private final Node node;

    SlowCallersIT(Node node) {
        this.node = node;
    }

    @Test
    void whoDoesNotReadItsExecHoldsUpItsProcessAndNobodyElse() throws Exception {
        Path done = node.directory().resolve("exec-done");
        node.library().allocate("busy");
        node.library().startShell("busy", "main", "exec sleep 600");
        AtomicLong bytes = new AtomicLong();
        Sleeper<CellServiceExecRequest, CellServiceExecResponse> sleeper =
                new Sleeper<>(answer -> bytes.addAndGet(answer.getStdout().size()));
        node.client()
                .cellsAsync()
                .exec(sleeper)
                .onNext(CellServiceExecRequest.newBuilder()
                        .setStart(ExecStart.newBuilder()
                                .setCellName("busy")
                                .setExecutableName("main")
                                .addAllArgs(List.of(
                                        "/bin/sh", "-c", "head -c " + EXEC_BYTES + " /dev/zero; touch " + done)))
                        .build());
        sleeper.awaitFirst();

        for (int round = 0; round < 3; round++) {
            assertThat(node.aurae("exec", "busy", "--", "echo", "in").orFail()).isEqualTo("in");
        }
        assertThat(node.library().status("busy", "main").getPid()).isPositive();
        assertThat(done).doesNotExist();

        sleeper.wake();
        assertThat(sleeper.awaitEnd().getCode()).isEqualTo(Status.Code.OK);
        assertThat(bytes).hasValue(EXEC_BYTES);
        Files.delete(done);
    }

    @Test
    void anAttachedCallerWhoDoesNotReadIsCutOffAndTheProcessGoesOn() throws Exception {
        Path go = start("loud", "head -c 100000000 /dev/zero | tr '\\0' x");
        Sleeper<CellServiceAttachRequest, CellServiceAttachResponse> sleeper = attach("loud", _ -> {});
        Files.createFile(go);
        assertThat(node.library().await("loud", "main").getExitCode()).isZero();
        sleeper.wake();
        assertThat(sleeper.awaitEnd().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        Files.delete(go);
    }

    @Test
    void ofManyWhoAreAttachedOneWhoDoesNotReadTakesNothingFromTheOthers() throws Exception {
        Path go = start(
                "told",
                "i=0; while [ $i -lt 40 ]; do seq -f '%0120.0f' $((i*1000+1)) $((i*1000+1000)); i=$((i+1)); sleep 0.1; done");
        Sleeper<CellServiceAttachRequest, CellServiceAttachResponse> sleeper = attach("told", _ -> {});
        List<StringBuilder> texts = new ArrayList<>();
        List<Sleeper<CellServiceAttachRequest, CellServiceAttachResponse>> readers = new ArrayList<>();
        for (int i = 0; i < ATTACHED; i++) {
            StringBuilder text = new StringBuilder();
            texts.add(text);
            readers.add(attach("told", answer -> text.append(answer.getStdout().toStringUtf8())));
            readers.getLast().wake();
        }
        Files.createFile(go);
        for (var reader : readers) {
            assertThat(reader.awaitEnd().getCode()).isEqualTo(Status.Code.OK);
        }
        List<Integer> all = IntStream.rangeClosed(1, LINES).boxed().toList();
        assertThat(texts)
                .allSatisfy(text -> assertThat(text.toString()
                                .lines()
                                .map(String::strip)
                                .filter(line -> line.matches("[0-9]{120}"))
                                .map(line -> Integer.parseInt(line.substring(100))))
                        .isEqualTo(all));
        sleeper.wake();
        assertThat(sleeper.awaitEnd().getCode()).isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.OK);
        Files.delete(go);
    }

    /** Something that writes a dot now and then, and this once the file is there. */
    private Path start(String cell, String script) throws IOException {
        Path go = node.directory().resolve(cell + "-go");
        Files.deleteIfExists(go);
        node.library().allocate(cell);
        node.library().startShell(cell, "main", "while ! test -e " + go + "; do echo .; sleep 0.05; done; " + script);
        return go;
    }

    private Sleeper<CellServiceAttachRequest, CellServiceAttachResponse> attach(
            String cell, Consumer<CellServiceAttachResponse> answers) throws InterruptedException {
        Sleeper<CellServiceAttachRequest, CellServiceAttachResponse> sleeper = new Sleeper<>(answers);
        node.client()
                .cellsAsync()
                .attach(sleeper)
                .onNext(CellServiceAttachRequest.newBuilder()
                        .setStart(AttachStart.newBuilder().setCellName(cell).setExecutableName("main"))
                        .build());
        sleeper.awaitFirst();
        return sleeper;
    }
}
