// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Http;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Registry;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CpuController;
import io.aurae.proto.cells.v0.CpusetController;
import io.aurae.proto.cells.v0.MemoryController;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnNode
class RefusedRequestsIT {
    private final Node node;
    private final Registry registry;
    private KernelProcess daemon;
    private int images;

    RefusedRequestsIT(Node node, Registry registry) {
        this.node = node;
        this.registry = registry;
    }

    @BeforeEach
    void look() {
        daemon = node.daemon();
        images = images();
    }

    @AfterEach
    void theDaemonLivesOnAndNoImageCame() {
        assertThat(node.daemon()).isEqualTo(daemon);
        assertThat(images()).isEqualTo(images);
        assertThat(node.library().cells("")).isEmpty();
    }

    @Test
    void anImageThatNobodyHas() {
        String refusal = "does not have manifest 'latest' of 'library/no-such-image'";
        pull("no-such-image").assertIs(Code.NOT_FOUND, "docker.io/library/no-such-image:latest", refusal);
        node.aurae("run", "no-such-image").run().assertFailed(125, refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPPER/Case", "nginx:", "nginx@sha256:12", "a//b", "../nginx"})
    void aReferenceThatIsNone(String reference) {
        pull(reference).assertIs(Code.INVALID_ARGUMENT, "'" + reference + "'", "expected");
    }

    @Test
    void aRegistryThatRefusesConnections() throws IOException {
        String closed = "127.0.0.1:" + Http.freePort();

        pull(closed + "/some/image").assertIs(Code.UNAVAILABLE, closed, "does not accept a connection");
    }

    @Test
    void aLayerWhoseContentIsNotWhatItsDigestSays() throws IOException {
        String digest =
                registry.push("tampered/image", new Tar().file("harmless").end());
        Path blob = registry.blob(digest);
        byte[] content = Files.readAllBytes(blob);
        content[600] ^= 1;
        Files.write(blob, content);

        pull("tampered/image").assertIs(Code.FAILED_PRECONDITION, digest, "expected");
    }

    static Stream<Arguments> hostileLayers() {
        return Stream.of(
                Arguments.of("/tmp/escaped", new Tar().file("/tmp/escaped")),
                Arguments.of("../../../../../../../escaped", new Tar().file("../../../../../../../tmp/escaped")),
                Arguments.of("a/../../escaped", new Tar().file("a/../../escaped")),
                Arguments.of("link/escaped", new Tar().symlink("link", "/tmp").file("link/escaped")),
                Arguments.of("hard", new Tar().hardLink("hard", "../../../../../../../etc/passwd")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileLayers")
    void aLayerThatWouldWriteOutsideItsDirectory(String entry, Tar layer) throws IOException {
        registry.push("hostile/image", layer.end());

        pull("hostile/image").assertIs(Code.FAILED_PRECONDITION, "entry '", "expected");

        assertThat(Path.of("/tmp/escaped")).doesNotExist();
        try (Stream<Path> files = Files.walk(node.directory().resolve("lib"))) {
            assertThat(files).noneMatch(path -> path.endsWith("escaped"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../outside", "a/../../b", "a//b", "/a", "a/", "Upper", "a_b", "-a", "a.b"})
    void aCellNameThatIsNone(String name) {
        Refusal.of(() -> node.library().allocate(name))
                .assertIs(Code.INVALID_ARGUMENT, "name '" + name + "'", "expected: 1 to 63 of a-z");
    }

    @Test
    void aCellInOneThatIsNotThere() {
        node.aurae("cell", "allocate", "absent/inner").run().assertFailed(1, "'absent'", "expected");
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of(
                        "cpu.weight",
                        "0",
                        cell().setCpu(CpuController.newBuilder().setWeight(0))),
                Arguments.of(
                        "cpu.weight",
                        "10001",
                        cell().setCpu(CpuController.newBuilder().setWeight(10001))),
                Arguments.of(
                        "cpu.max",
                        "999",
                        cell().setCpu(CpuController.newBuilder().setMax(999))),
                Arguments.of(
                        "cpu.period",
                        "1000001",
                        cell().setCpu(CpuController.newBuilder().setPeriod(1_000_001))),
                Arguments.of(
                        "cpuset.cpus",
                        "0-",
                        cell().setCpuset(CpusetController.newBuilder().setCpus("0-"))),
                Arguments.of(
                        "memory.max",
                        "-2",
                        cell().setMemory(MemoryController.newBuilder().setMax(-2))));
    }

    private static Cell.Builder cell() {
        return Cell.newBuilder().setName("limited");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("limits")
    void aLimitOutOfRange(String limit, String value, Cell.Builder cell) {
        Refusal.of(() -> node.library().allocate(cell.build()))
                .assertIs(Code.INVALID_ARGUMENT, limit, "'" + value + "'", "expected");
    }

    @Test
    void aProcessorThatTheMachineDoesNotHave() {
        Cell cell =
                cell().setCpuset(CpusetController.newBuilder().setCpus("4095")).build();

        Refusal.of(() -> node.library().allocate(cell))
                .assertIs(Code.INVALID_ARGUMENT, "'4095'", "cpuset.cpus", "expected: among");
    }

    @Test
    void aCommandThatDoesNotExist() {
        node.library().allocate("jobs");
        Refusal.of(() -> node.library().start("jobs", "absent", "/no/such/program"))
                .assertIs(Code.INVALID_ARGUMENT, "start 'absent' in 'jobs'", "program '/no/such/program' not found");
        assertThat(node.library().cells("jobs").getFirst().getExecutablesList()).isEmpty();

        node.library().start("jobs", "sleeper", "sleep", "600");
        node.aurae("exec", "jobs:sleeper", "no-such-program").run().assertFailed(127, "no-such-program");
        node.library().free("jobs");
    }

    @Test
    void aContainersCommandThatDoesNotExist() {
        node.aurae("pull", "busybox").orFail();
        images = images();

        node.aurae("run", "busybox", "--", "no-such-program")
                .run()
                .assertFailed(127, "program 'no-such-program' not found");
    }

    @Test
    void aVolumeThatDoesNotExist() {
        node.aurae("pull", "busybox").orFail();
        images = images();

        node.aurae("run", "-v", "/no/such/directory:/data", "busybox", "--", "true")
                .run()
                .assertFailed(125, "mount source '/no/such/directory'");
    }

    @Test
    void aHostThatIsNotThisOne() {
        node.aurae("run", "nginx@elsewhere").run().assertFailed(125, "'elsewhere'", "expected", "mesh");
    }

    @Test
    void aVerbOrAnOptionThatIsNone() {
        node.aurae("rnu", "nginx").run().assertFailed(2, "rnu");
        node.aurae("run", "--memory", "lots", "nginx").run().assertFailed(2, "lots");
    }

    @Test
    void whatIsNoTlsAtAll() throws IOException {
        try (var socket = java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(node.socket()))) {
            socket.write(java.nio.ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            var answer = java.nio.ByteBuffer.allocate(1024);
            while (socket.read(answer) >= 0 && answer.hasRemaining()) {
                assertThat(new String(answer.array(), StandardCharsets.US_ASCII))
                        .doesNotContain("HTTP");
            }
        }
    }

    private Refusal pull(String reference) {
        return Refusal.of(() -> node.client()
                .images()
                .pull(ImageServicePullRequest.newBuilder()
                        .setReference(reference)
                        .build())
                .forEachRemaining(event -> assertThat(event.hasImage()).isFalse()));
    }

    private int images() {
        return node.client()
                .images()
                .list(ImageServiceListRequest.getDefaultInstance())
                .getImagesCount();
    }
}
