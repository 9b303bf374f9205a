// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.identity.Authority;
import io.aurae.identity.IdentityException;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.spiffe.spiffeid.SpiffeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MutualTlsTest {
    @TempDir
    Path directory;

    private TestNode node;

    @BeforeEach
    void startTheNode() {
        node = new TestNode(directory);
    }

    @AfterEach
    void close() throws Exception {
        node.close();
    }

    @Test
    void refusesACallerOfAForeignAuthority() {
        node.start();
        IdentityFiles foreign = Authority.create(directory.resolve("foreign"), TestNode.NIVENLY)
                .issue(Leaf.user(TestNode.NIVENLY, "root"), directory.resolve("foreign"), "root");

        assertRefused(withOurRoots(foreign));
    }

    @Test
    void refusesAnExpiredCertificate() {
        node.start();
        Clock before = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        IdentityFiles expired = Authority.create(directory.resolve("pki"), TestNode.NIVENLY, before)
                .issue(
                        Leaf.user(TestNode.NIVENLY, "root").validFor(Duration.ofHours(1)),
                        directory.resolve("pki"),
                        "expired");

        assertRefused(expired);
    }

    @Test
    void refusesACallerOfAnotherTrustDomain() throws Exception {
        node.start();
        var domain = SpiffeIds.trustDomain("example.org");
        IdentityFiles other = Authority.create(directory.resolve("other"), domain)
                .issue(Leaf.user(domain, "root"), directory.resolve("other"), "root");

        try (ForeignClient client = new ForeignClient(node.socket, node.node.ca(), other)) {
            assertUnavailable(client.cells());
        }
    }

    @Test
    void refusesACallerWithoutCertificate() throws Exception {
        node.start();
        try (ForeignClient client = new ForeignClient(node.socket, node.node.ca(), null)) {
            assertUnavailable(client.cells());
        }
    }

    @Test
    void refusesAServerThatShowsACallersCertificate() {
        node.start(AuraeServerBuilder.onSocket(node.socket, node.user).service(node.cells));
        List<String> reasons = new CopyOnWriteArrayList<>();
        ManagedChannel channel = AuraeChannel.open(new Endpoint.Unix(node.socket), node.user, reasons::add);
        try {
            assertUnavailable(CellServiceGrpc.newBlockingStub(channel));
            assertThat(reasons).contains("certificate of 'spiffe://nivenly.com/user/root' is not meant for a server");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void showsARenewedCertificateToNewConnectionsAndKeepsOldOnes() throws Exception {
        node.start();
        CellServiceGrpc.CellServiceBlockingStub old = node.stub();
        assertThat(idOfServer(old)).hasToString("spiffe://nivenly.com/node/alice");
        node.authority.issue(Leaf.node(TestNode.NIVENLY, "renamed"), directory.resolve("pki"), "node");

        assertThat(idOfServer(node.stub())).hasToString("spiffe://nivenly.com/node/renamed");
        assertThat(idOfServer(old)).hasToString("spiffe://nivenly.com/node/alice");
    }

    @Test
    void keepsItsCertificateWhenTheNewFilesAreOfNoUse() throws Exception {
        node.start();
        Files.writeString(node.node.certificate(), "nonsense");
        assertThat(node.stub().allocate(TestNode.allocate("a")).getCellName()).isEqualTo("a");

        Files.copy(node.user.key(), node.node.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(node.user.certificate(), node.node.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(node.directory.resolve("pki/ca.key"), node.node.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(node.stub().allocate(TestNode.allocate("b")).getCellName())
                .as("a key that does not fit its certificate")
                .isEqualTo("b");
    }

    @Test
    void startsNotAtAllWithoutItsFiles() throws Exception {
        Files.delete(node.node.key());

        assertThatThrownBy(() -> node.server().start())
                .isInstanceOf(IdentityException.class)
                .hasMessage("file '" + node.node.key() + "' does not exist (expected: PEM)");
        assertThat(node.socket).doesNotExist();
    }

    private static SpiffeId idOfServer(CellServiceGrpc.CellServiceBlockingStub stub) throws Exception {
        var call = stub.getChannel().newCall(CellServiceGrpc.getAllocateMethod(), CallOptions.DEFAULT);
        ClientCalls.futureUnaryCall(call, TestNode.allocate("a")).get();
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        return SpiffeIds.of((X509Certificate) session.getPeerCertificates()[0]);
    }

    /** The caller takes the server's word, so that it is the server who refuses. */
    private IdentityFiles withOurRoots(IdentityFiles files) {
        return new IdentityFiles(node.node.ca(), files.certificate(), files.key());
    }

    private void assertRefused(IdentityFiles identity) {
        assertUnavailable(node.stub(identity));
        assertThat(node.stub().allocate(TestNode.allocate("web")).getCellName())
                .as("others are served")
                .isEqualTo("web");
        assertThat(node.cells.callers).hasSize(1);
    }

    private static void assertUnavailable(CellServiceGrpc.CellServiceBlockingStub stub) {
        assertThatThrownBy(() -> stub.allocate(TestNode.allocate("web")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
}
