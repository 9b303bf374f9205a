// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import static io.aurae.auraed.cells.TestNode.PATIENCE;
import static io.aurae.auraed.cells.TestNode.cell;
import static io.aurae.auraed.cells.TestNode.name;
import static io.aurae.auraed.cells.TestNode.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.aurae.auraed.executables.Executable;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutableState.BackOff;
import io.aurae.auraed.executables.RestartPolicy;
import io.aurae.auraed.executables.Upkeep;
import io.aurae.cgroup.CgroupPath;
import io.aurae.proto.cells.v0.AttachStart;
import io.aurae.proto.cells.v0.CellServiceAttachRequest;
import io.aurae.proto.cells.v0.CellServiceAttachResponse;
import io.aurae.proto.cells.v0.CellServiceExecRequest;
import io.aurae.proto.cells.v0.CellServiceExecResponse;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.cells.v0.CellServiceWaitRequest;
import io.aurae.proto.cells.v0.ExecStart;
import io.aurae.proto.cells.v0.ExecutableState;
import io.aurae.proto.cells.v0.TerminalSize;
import io.aurae.rpc.Faults;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of the cell service over a real connection: whoever goes away leaves neither a process nor a thread. */
@RequiresRoot
final class CellStreamsRootTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    private TestNode node;
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        node = TestNode.open(leaks);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = NettyServerBuilder.forAddress(address)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .intercept(new Faults())
                .addService(new CellService(node.cells, node.rootCell, false))
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        node.cells.allocate(cell("web"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        node.freeAll();
        node.close();
        await().atMost(PATIENCE).until(() -> threads("exec-", "attach-").isEmpty());
    }

    private static List<String> threads(String... prefixes) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> List.of(prefixes).stream().anyMatch(name::startsWith))
                .toList();
    }

    private void start(String executable, String script) {
        node.cells.get(name("web")).start(shell(executable, script));
    }

    /** Everything that came, and how it ended. */
    private static final class Answers<T> implements StreamObserver<T> {
        final List<T> all = new ArrayList<>();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable Status failure;

        @Override
        public synchronized void onNext(T answer) {
            all.add(answer);
        }

        @Override
        public void onError(Throwable cause) {
            failure = Status.fromThrowable(cause);
            ended.countDown();
        }

        @Override
        public void onCompleted() {
            ended.countDown();
        }

        synchronized List<T> all() {
            return List.copyOf(all);
        }

        void awaitEnd() throws InterruptedException {
            assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the call ends")
                    .isTrue();
        }
    }

    private static CellServiceExecRequest exec(ExecStart.Builder start) {
        return CellServiceExecRequest.newBuilder()
                .setStart(start.setCellName("web").setExecutableName("main"))
                .build();
    }

    private static ExecStart.Builder script(String script) {
        return ExecStart.newBuilder().addArgs("/bin/sh").addArgs("-c").addArgs(script);
    }

    private static String stdout(List<CellServiceExecResponse> answers) {
        ByteString all =
                answers.stream().map(CellServiceExecResponse::getStdout).reduce(ByteString.EMPTY, ByteString::concat);
        return all.toStringUtf8();
    }

    /** How many processes run in the cell, apart from the main executable's. */
    private int guests() {
        String cgroup = "/" + leaks.name() + "/web/_main";
        return node.cgroups.open(new CgroupPath(cgroup)).pids().size() - 1;
    }

    @Test
    void anExecCarriesInputOutputAndExitCode() throws InterruptedException {
        start("main", "exec sleep 1000");
        Answers<CellServiceExecResponse> answers = new Answers<>();
        StreamObserver<CellServiceExecRequest> requests =
                CellServiceGrpc.newStub(channel).exec(answers);
        requests.onNext(exec(script("cat; echo error >&2; exit 5").setStdin(true)));
        requests.onNext(CellServiceExecRequest.newBuilder()
                .setStdin(ByteString.copyFromUtf8("hello"))
                .build());
        requests.onCompleted(); // half closed: the input ends, the answers still come

        answers.awaitEnd();
        assertThat(answers.failure).isNull();
        assertThat(stdout(answers.all())).isEqualTo("hello");
        assertThat(answers.all().getLast().getExitCode()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallerWhoGoesAwayLeavesNoProcess(boolean terminal) {
        start("main", "exec sleep 1000");
        Context.CancellableContext context = Context.current().withCancellation();
        Answers<CellServiceExecResponse> answers = new Answers<>();
        context.run(() -> CellServiceGrpc.newStub(channel)
                .exec(answers)
                .onNext(exec(script("echo up; sleep 1000").setTerminal(terminal).setStdin(true))));
        await().atMost(PATIENCE).until(() -> stdout(answers.all()).contains("up"));
        assertThat(guests()).isPositive();

        context.cancel(null);

        await().atMost(PATIENCE).until(() -> guests() == 0);
        await().atMost(PATIENCE).until(() -> threads("exec-").isEmpty());
    }

    /** With process namespaces: without one the OCI runtime adopts what is left behind, and ends with the last of it. */
    @Test
    void anExecEndsWithItsProcessEvenWhenThatLeavesSomethingBehind() throws InterruptedException {
        node.cells.free(name("web"));
        CellSpec plain = cell("web");
        node.cells.allocate(new CellSpec(
                plain.name(),
                plain.limits(),
                true,
                false,
                plain.labels(),
                null,
                plain.mounts(),
                null,
                List.of(),
                plain.security()));
        start("main", "exec sleep 1000");
        Answers<CellServiceExecResponse> answers = new Answers<>();
        CellServiceGrpc.newStub(channel).exec(answers).onNext(exec(script("echo done; sleep 1000 & exit 3")));

        answers.awaitEnd();

        assertThat(stdout(answers.all())).isEqualTo("done\n");
        assertThat(answers.all().getLast().getExitCode()).isEqualTo(3);
        node.cells.free(name("web"));
    }

    @Test
    void anExecThatTakesTooLongIsKilled() throws InterruptedException {
        start("main", "exec sleep 1000");
        Answers<CellServiceExecResponse> answers = new Answers<>();
        CellServiceGrpc.newStub(channel)
                .exec(answers)
                .onNext(exec(
                        script("sleep 1000").setTimeout(Duration.newBuilder().setNanos(200_000_000))));

        answers.awaitEnd();

        assertThat(answers.failure).extracting(Status::getCode).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        await().atMost(PATIENCE).until(() -> guests() == 0);
    }

    @Test
    void whatNoExecCanBeIsRefused() throws InterruptedException {
        start("main", "exec sleep 1000");
        List<ExecStart.Builder> bad = List.of(
                ExecStart.newBuilder(),
                ExecStart.newBuilder().addArgs("/bin/nope"),
                script("true").setTimeout(Duration.newBuilder().setSeconds(-1)),
                script("true")
                        .setTerminal(true)
                        .setSize(TerminalSize.newBuilder().setColumns(70_000)));
        for (ExecStart.Builder start : bad) {
            Answers<CellServiceExecResponse> answers = new Answers<>();
            CellServiceGrpc.newStub(channel).exec(answers).onNext(exec(start));
            answers.awaitEnd();
            assertThat(answers.failure)
                    .as(start.toString())
                    .extracting(Status::getCode)
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        await().atMost(PATIENCE).until(() -> guests() == 0);
    }

    @Test
    void aSizeThatNoTerminalHasEndsTheExecWithThatFault() throws InterruptedException {
        start("main", "exec sleep 1000");
        Answers<CellServiceExecResponse> answers = new Answers<>();
        StreamObserver<CellServiceExecRequest> requests =
                CellServiceGrpc.newStub(channel).exec(answers);
        requests.onNext(exec(script("sleep 1000").setTerminal(true)));
        requests.onNext(CellServiceExecRequest.newBuilder()
                .setResize(TerminalSize.newBuilder().setRows(-1))
                .build());

        answers.awaitEnd();

        assertThat(answers.failure).extracting(Status::getCode).isEqualTo(Status.Code.INVALID_ARGUMENT);
        await().atMost(PATIENCE).until(() -> guests() == 0);
    }

    @Test
    void attachedCallersComeAndGoAndTheExecutableStays() throws InterruptedException {
        start("main", "while read line; do echo got $line; [ $line = end ] && exit 4; done");
        Context.CancellableContext context = Context.current().withCancellation();
        Answers<CellServiceAttachResponse> first = new Answers<>();
        context.run(() -> attach(first).onNext(input("one\n")));
        await().atMost(PATIENCE).until(() -> stdoutOf(first.all()).contains("got one"));

        context.cancel(null);
        await().atMost(PATIENCE).until(() -> threads("attach-").isEmpty());

        Answers<CellServiceAttachResponse> second = new Answers<>();
        StreamObserver<CellServiceAttachRequest> requests = attach(second);
        requests.onNext(input("two\nend\n"));
        requests.onCompleted(); // half closed: what the executable writes still comes
        second.awaitEnd();
        assertThat(stdoutOf(second.all())).contains("got two", "got end");
        assertThat(second.all().getLast().getExitCode()).isEqualTo(4);
    }

    @Test
    void anAttachedCallerSeesTheRunEndThoughAnotherOneFollows() throws InterruptedException {
        java.time.Duration pause = java.time.Duration.ofMinutes(10);
        RestartPolicy policy = new RestartPolicy(RestartPolicy.Mode.ALWAYS, 0, pause, 1, pause, pause);
        Executable main = node.cells
                .get(name("web"))
                .start(TestNode.with(shell("main", "read line; echo got $line; exit 7"), Upkeep.STANDARD.with(policy)));
        Answers<CellServiceAttachResponse> answers = new Answers<>();
        attach(answers).onNext(input("one\n"));
        answers.awaitEnd();
        assertThat(stdoutOf(answers.all())).isEqualTo("got one\n");
        assertThat(answers.all().getLast().getExitCode()).isEqualTo(7);
        assertThat(main.state()).isInstanceOf(BackOff.class);
    }

    private StreamObserver<CellServiceAttachRequest> attach(Answers<CellServiceAttachResponse> answers) {
        StreamObserver<CellServiceAttachRequest> requests =
                CellServiceGrpc.newStub(channel).attach(answers);
        requests.onNext(CellServiceAttachRequest.newBuilder()
                .setStart(AttachStart.newBuilder().setCellName("web").setExecutableName("main"))
                .build());
        return requests;
    }

    private static CellServiceAttachRequest input(String text) {
        return CellServiceAttachRequest.newBuilder()
                .setStdin(ByteString.copyFromUtf8(text))
                .build();
    }

    private static String stdoutOf(List<CellServiceAttachResponse> answers) {
        return answers.stream()
                .map(CellServiceAttachResponse::getStdout)
                .reduce(ByteString.EMPTY, ByteString::concat)
                .toStringUtf8();
    }

    @Test
    void logsAreFollowedToTheEndOrUntilTheCallerGoesAway() {
        start("main", "echo one; while [ ! -e " + leaks.directory() + "/go ]; do sleep 0.05; done; echo two");
        Context.CancellableContext context = Context.current().withCancellation();
        Answers<CellServiceLogsResponse> leaving = new Answers<>();
        context.run(() -> CellServiceGrpc.newStub(channel).logs(logs(true), leaving));
        Answers<CellServiceLogsResponse> staying = new Answers<>();
        CellServiceGrpc.newStub(channel).logs(logs(true), staying);
        await().atMost(PATIENCE)
                .until(() -> leaving.all().size() == 1 && staying.all().size() == 1);

        context.cancel(null);
        assertThat(leaks.directory().resolve("go").toFile().mkdir()).isTrue();

        await().atMost(PATIENCE).until(() -> staying.ended.getCount() == 0);
        assertThat(staying.all())
                .extracting(entry -> entry.getData().toStringUtf8())
                .containsExactly("one\n", "two\n");
        assertThat(leaving.all()).hasSize(1);
        Iterator<CellServiceLogsResponse> rest = CellServiceGrpc.newBlockingStub(channel)
                .logs(logs(false).toBuilder().setTailLines(1).build());
        assertThat(rest.next().getData().toStringUtf8()).isEqualTo("two\n");
        assertThat(rest.hasNext()).isFalse();
    }

    private static CellServiceLogsRequest logs(boolean follow) {
        return CellServiceLogsRequest.newBuilder()
                .setCellName("web")
                .setExecutableName("main")
                .setFollow(follow)
                .build();
    }

    @Test
    void aWaitEndsWithTheExecutable() {
        start("main", "exit 6");

        var status = CellServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .wait(CellServiceWaitRequest.newBuilder()
                        .setCellName("web")
                        .setExecutableName("main")
                        .build())
                .getStatus();

        assertThat(status.getState()).isEqualTo(ExecutableState.EXECUTABLE_STATE_EXITED);
        assertThat(status.getExitCode()).isEqualTo(6);
        assertThat(status.getPid()).isZero();
        assertThat(node.cells
                        .get(name("web"))
                        .executable(new ExecutableName("main"))
                        .state())
                .isInstanceOf(io.aurae.auraed.executables.ExecutableState.Exited.class);
    }
}
