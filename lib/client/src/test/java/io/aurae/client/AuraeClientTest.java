// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.FaultCode;
import io.aurae.identity.Authority;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import io.aurae.proto.discovery.v0.DiscoveryServiceGrpc;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.rpc.AuraeServer;
import io.aurae.rpc.AuraeServerBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.spiffe.spiffeid.TrustDomain;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuraeClientTest {
    private static final TrustDomain NIVENLY = SpiffeIds.trustDomain("nivenly.com");

    @TempDir
    Path directory;

    private Path pki;
    private Path socket;
    private AuraeServer server;

    @BeforeEach
    void startANode() {
        pki = directory.resolve("pki");
        socket = directory.resolve("aurae.sock");
        IdentityFiles node = Authority.create(pki, NIVENLY).issue(Leaf.node(NIVENLY, "alice"), pki, "node");
        server = AuraeServerBuilder.onSocket(socket, node)
                .service(new Discovery())
                .audit(line -> {})
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksTheNode() {
        try (AuraeClient client = client(user())) {
            assertThat(client.discovery()
                            .discover(DiscoverRequest.getDefaultInstance())
                            .getVersion())
                    .isEqualTo("0.1.0");
        }
    }

    @Test
    void connectsAtOnceWhenTheNodeIsBackHoweverLongItWasAway() {
        try (AuraeClient client = client(user())) {
            client.discovery().discover(DiscoverRequest.getDefaultInstance());
            server.close();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> client.discovery().discover(DiscoverRequest.getDefaultInstance()))
                        .hasMessageStartingWith("UNAVAILABLE: cannot reach socket");
            }
            startANode();

            assertThat(client.discovery()
                            .discover(DiscoverRequest.getDefaultInstance())
                            .getVersion())
                    .isEqualTo("0.1.0");
        }
    }

    @Test
    void saysThatTheSocketDoesNotExist() {
        server.close();

        assertFailure(user(), FaultCode.UNAVAILABLE)
                .isEqualTo("cannot reach socket '" + socket
                        + "': it does not exist (expected: a running auraed; try 'aurae up')");
    }

    @Test
    void saysThatNobodyServesTheSocket() throws Exception {
        server.close();
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }

        assertFailure(user(), FaultCode.UNAVAILABLE)
                .startsWith("cannot reach socket '" + socket + "': ")
                .contains("Connection refused")
                .endsWith(" (expected: a running auraed; try 'aurae up')");
    }

    @Test
    void saysThatTheOwnCertificateHasExpired() {
        Clock before = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
        IdentityFiles expired = Authority.create(pki, NIVENLY, before)
                .issue(Leaf.user(NIVENLY, "root").validFor(Duration.ofHours(1)), pki, "expired");

        assertFailure(expired, FaultCode.UNAUTHENTICATED)
                .startsWith("own certificate '" + expired.certificate()
                        + "' refused: certificate of 'spiffe://nivenly.com/user/root' expired at ");
    }

    @Test
    void saysThatTheOwnCertificateIsOfAForeignAuthority() {
        Path foreign = directory.resolve("foreign");
        IdentityFiles theirs = Authority.create(foreign, NIVENLY).issue(Leaf.user(NIVENLY, "root"), foreign, "root");
        IdentityFiles mixed = new IdentityFiles(pki.resolve("ca.crt"), theirs.certificate(), theirs.key());

        assertFailure(mixed, FaultCode.UNAUTHENTICATED)
                .startsWith("own certificate '" + theirs.certificate()
                        + "' refused: certificate of 'spiffe://nivenly.com/user/root' is not signed by ");
    }

    @Test
    void saysThatTheNodeIsOfAnotherTrustDomain() {
        TrustDomain other = SpiffeIds.trustDomain("example.org");
        Path foreign = directory.resolve("foreign");
        IdentityFiles theirs = Authority.create(foreign, other).issue(Leaf.user(other, "root"), foreign, "root");

        assertFailure(theirs, FaultCode.UNAUTHENTICATED)
                .isEqualTo("server at '" + socket + "' refused: certificate of 'spiffe://nivenly.com/node/alice'"
                        + " is of trust domain 'nivenly.com' (expected: 'example.org')");
    }

    @Test
    void keepsCodeAndMessageOfAnAnswer() {
        try (AuraeClient client = client(user())) {
            assertThatThrownBy(() -> client.images().list(ImageServiceListRequest.getDefaultInstance()))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                        AuraeClientException failure = AuraeClientException.of(e);
                        assertThat(failure.status().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
                        assertThat(failure).hasMessageContaining("aurae.images.v0.ImageService/List");
                    });
        }
    }

    private AbstractStringAssert<?> assertFailure(IdentityFiles identity, FaultCode code) {
        try (AuraeClient client = client(identity)) {
            client.discovery().discover(DiscoverRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            AuraeClientException failure = AuraeClientException.of(e);
            assertThat(failure.code()).isEqualTo(code);
            return assertThat(failure.getMessage());
        }
        throw new AssertionError("the call succeeded");
    }

    private AuraeClient client(IdentityFiles identity) {
        return AuraeClient.open(new ClientConfig(identity, socket.toString()));
    }

    private IdentityFiles user() {
        return Authority.create(pki, NIVENLY).issue(Leaf.user(NIVENLY, "root"), pki, "root");
    }

    private static final class Discovery extends DiscoveryServiceGrpc.DiscoveryServiceImplBase {
        @Override
        public void discover(DiscoverRequest request, StreamObserver<DiscoverResponse> responses) {
            responses.onNext(DiscoverResponse.newBuilder().setVersion("0.1.0").build());
            responses.onCompleted();
        }
    }
}
