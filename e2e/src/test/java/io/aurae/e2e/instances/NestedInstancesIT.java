// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.identity.Authority;
import io.aurae.identity.Identity;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.PendingIdentity;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.aurae.proto.cells.v0.CellServiceListRequest;
import io.aurae.proto.cells.v0.CellServiceLogsRequest;
import io.aurae.proto.cells.v0.CellServiceLogsResponse;
import io.aurae.proto.instances.v0.CertificateServiceGrpc;
import io.aurae.proto.instances.v0.CertificateServiceSignRequest;
import io.aurae.rpc.AuraeChannel;
import io.aurae.rpc.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.spiffe.spiffeid.SpiffeId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

@OnNode
class NestedInstancesIT {
    private final Node node;

    NestedInstancesIT(Node node) {
        this.node = node;
    }

    private Path instance(String name) {
        return node.directory().resolve("run/instances").resolve(name);
    }

    private String spawnThree() {
        node.aurae("instance", "spawn", "a").orFail();
        node.aurae("instance", "spawn", "a/b").orFail();
        return node.aurae("instance", "spawn", "a/b/c").orFail();
    }

    @Test
    void instancesNestThreeDeepAndAreCalledByPath() {
        String socket = spawnThree();

        assertThat(node.aurae("--socket", socket, "status").orFail())
                .contains("/node/" + node.name() + "/instance/a/instance/b/instance/c", "healthy");
        assertThat(node.aurae("instance", "list", "a/b").orFail()).containsPattern("a/b/c +running");
        node.library().allocate("a/b/c/jobs");
        node.library().startShell("a/b/c/jobs", "talk", "echo deep; exec sleep 60011");
        Command.Result inside = node.aurae("exec", "a/b/c/jobs", "--", "sh", "-c", "hostname; exit 3")
                .run();
        assertThat(inside.stdout()).isEqualTo("c\n");
        assertThat(inside.exitCode()).isEqualTo(3);
        assertThat(node.aurae("logs", "a/b/c/jobs").orFail()).contains("deep");
        await().until(() -> node.library().log("a/b/c/jobs", "talk").contains("deep"));
        KernelProcess sleeper = running("sleep 60011");
        assertThat(sleeper.cgroups()).contains("/" + node.name() + "/a/b/c/jobs/");

        node.library().stop("a/b/c/jobs", "talk", 1);
        assertThat(node.library().await("a/b/c/jobs", "talk").getExitCode()).isEqualTo(143);
        node.aurae("instance", "free", "a/b").orFail();
        assertThat(node.aurae("instance", "list", "a").orFail()).doesNotContain("a/b");
        assertThat(instance("a").resolve("run/instances/b")).doesNotExist();
    }

    @Test
    void limitsAreChangedAndMeasuredByPath() {
        node.aurae("instance", "spawn", "a").orFail();
        node.aurae("instance", "spawn", "--memory", "256m", "a/b").orFail();
        assertThat(node.aurae("instance", "stats", "a/b").orFail()).containsPattern("a/b .* 268MB");

        assertThat(node.aurae("instance", "update", "--memory", "384m", "a/b").orFail())
                .isEqualTo("a/b");
        assertThat(node.aurae("instance", "stats", "a/b").orFail()).containsPattern("a/b .* 403MB");
        assertThat(node.aurae("instance", "stats", "a").orFail()).doesNotContain("403MB");
        node.aurae("instance", "update", "--memory", "1g", "a/none").run().assertFailed(1, "none", "not found");
    }

    @Test
    void killingTheDaemonsInTheMiddleHarmsNothing() {
        spawnThree();
        node.library().allocate("a/b/c/jobs");
        node.library().startShell("a/b/c/jobs", "talk", "echo one; sleep 60012");
        KernelProcess sleeper = await().until(() -> running("sleep 60012"), process -> true);
        node.killDaemon();
        KernelProcess.all().stream()
                .filter(process -> process.commandLine().contains("/runtime/bin/java")
                        && process.commandLine().contains(instance("a").toString()))
                .forEach(KernelProcess::kill);

        assertThat(node.library().log("a/b/c/jobs", "talk")).isEqualTo("one\n");
        assertThat(node.library().status("a/b/c/jobs", "talk").getPid()).isPositive();
        assertThat(sleeper.isAlive()).isTrue();
    }

    @Test
    void anInstanceObtainsNoIdentityOutsideItsPathAndMayCallNothingElse() {
        node.aurae("instance", "spawn", "a").orFail();
        node.aurae("instance", "spawn", "other").orFail();
        SpiffeId own = Identity.load(identity("a")).id();
        ManagedChannel asInstance = AuraeChannel.open(new Endpoint.Unix(node.socket()), identity("a"));
        try {
            for (String wanted : new String[] {
                own.toString(),
                own.toString().replace("/instance/a", ""),
                own.toString().replace("/instance/a", "/instance/other/instance/x"),
                "spiffe://e2e.aurae.local/user/root"
            }) {
                assertDenied(() -> sign(asInstance, wanted));
            }
            assertDenied(() ->
                    CellServiceGrpc.newBlockingStub(asInstance).list(CellServiceListRequest.getDefaultInstance()));
            assertThat(sign(asInstance, own + "/instance/x")).isNotEmpty();
        } finally {
            asInstance.shutdownNow();
        }
        assertDenied(() -> sign(
                AuraeChannel.open(new Endpoint.Unix(node.socket()), IdentityFiles.in(pki(), "root")),
                own + "/instance/x"));
    }

    @Test
    void certificatesAreRenewedThreeDeepWhileDaemonsSleepAndStreamsGoOn() throws Exception {
        String socket = spawnThree();
        node.library().allocate("a/b/c/jobs");
        node.library().startShell("a/b/c/jobs", "talk", "echo one; sleep 60013; echo two");
        ManagedChannel innermost =
                AuraeChannel.open(new Endpoint.Unix(Path.of(socket)), IdentityFiles.in(pki(), "root"));
        Iterator<CellServiceLogsResponse> stream = CellServiceGrpc.newBlockingStub(innermost)
                .logs(CellServiceLogsRequest.newBuilder()
                        .setCellName("jobs")
                        .setExecutableName("talk")
                        .setFollow(true)
                        .build());
        assertThat(stream.next().getData().toStringUtf8()).isEqualTo("one\n");

        Path b = instance("a").resolve("run/instances/b");
        await().until(() -> !hasDaemon(instance("a")) && !hasDaemon(b));
        shorten(instance("a"), "/instance/a");
        shorten(b, "/instance/a/instance/b");
        shorten(b.resolve("run/instances/c"), "/instance/a/instance/b/instance/c");
        Instant soon = Instant.now().plus(Duration.ofMinutes(2));
        node.killDaemon(); // the next one looks at its start, and wakes those that have instances to look after

        await().atMost(Duration.ofMinutes(3))
                .until(() -> expiry(instance("a")).isAfter(soon)
                        && expiry(b).isAfter(soon)
                        && expiry(b.resolve("run/instances/c")).isAfter(soon));
        assertThat(node.library().status("a/b/c/jobs", "talk").getPid()).isPositive();
        assertThat(node.aurae("events", "a").orFail()).contains("renewed", "certificate valid until");
        assertThat(node.aurae("events", "a/b").orFail()).contains("renewed");
        assertThat(node.aurae("explain", "a").orFail()).contains("renewed");
        running("sleep 60013").kill();
        assertThat(stream.next().getData().toStringUtf8())
                .as("on the stream of before")
                .isEqualTo("two\n");
        innermost.shutdownNow();
    }

    private static boolean hasDaemon(Path instance) {
        return KernelProcess.all().stream()
                .anyMatch(process -> process.commandLine().contains("/runtime/bin/java")
                        && process.commandLine().contains("--runtime-dir " + instance.resolve("run") + " "));
    }

    private void shorten(Path instance, String id) throws Exception {
        Authority authority = Authority.load(pki().resolve("ca.crt"), pki().resolve("ca.key"));
        SpiffeId whole = SpiffeId.parse("spiffe://e2e.aurae.local/node/" + node.name() + id);
        authority.issue(Leaf.instance(whole).validFor(Duration.ofMinutes(1)), instance.resolve("pki"), "node");
    }

    private static Instant expiry(Path instance) {
        return Identity.load(IdentityFiles.in(instance.resolve("pki"), "node"))
                .certificate()
                .getNotAfter()
                .toInstant();
    }

    private Path pki() {
        return node.directory().resolve("etc/pki");
    }

    private IdentityFiles identity(String name) {
        return IdentityFiles.in(instance(name).resolve("pki"), "node");
    }

    private static ByteString sign(ManagedChannel channel, String id) {
        byte[] request = PendingIdentity.of(SpiffeId.parse(id)).signingRequest();
        return CertificateServiceGrpc.newBlockingStub(channel)
                .sign(CertificateServiceSignRequest.newBuilder()
                        .setSigningRequest(ByteString.copyFrom(request))
                        .build())
                .getCertificate();
    }

    private static void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));
    }

    private static KernelProcess running(String commandLine) {
        return KernelProcess.all().stream()
                .filter(process -> process.commandLine().equals(commandLine))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no process '" + commandLine + "'"));
    }
}
