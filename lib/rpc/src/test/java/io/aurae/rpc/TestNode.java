// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.identity.Authority;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.SpiffeIds;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.CellServiceAllocateRequest;
import io.aurae.proto.cells.v0.CellServiceGrpc;
import io.grpc.ManagedChannel;
import io.spiffe.spiffeid.TrustDomain;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server in a directory of a test, with an authority of its own, and channels to it. */
final class TestNode implements AutoCloseable {
    static final TrustDomain NIVENLY = SpiffeIds.trustDomain("nivenly.com");

    final Path directory;
    final Authority authority;
    final IdentityFiles node;
    final IdentityFiles user;
    final Path socket;
    final TestCells cells = new TestCells();
    final List<AuditLine> audit = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    TestNode(Path directory) {
        this.directory = directory;
        authority = Authority.create(directory.resolve("pki"), NIVENLY);
        node = authority.issue(Leaf.node(NIVENLY, "alice"), directory.resolve("pki"), "node");
        user = authority.issue(Leaf.user(NIVENLY, "root"), directory.resolve("pki"), "root");
        socket = directory.resolve("aurae.sock");
    }

    /** The server on its socket as everything but the test wants it. */
    AuraeServerBuilder server() {
        return AuraeServerBuilder.onSocket(socket, node).service(cells).audit(audit::add);
    }

    AuraeServer start(AuraeServerBuilder builder) {
        AuraeServer server = builder.start();
        open.add(server);
        return server;
    }

    AuraeServer start() {
        return start(server());
    }

    ManagedChannel channel() {
        return channel(user);
    }

    ManagedChannel channel(IdentityFiles identity) {
        ManagedChannel channel = AuraeChannel.open(new Endpoint.Unix(socket), identity);
        open.add(0, () -> channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS));
        return channel;
    }

    CellServiceGrpc.CellServiceBlockingStub stub() {
        return stub(user);
    }

    CellServiceGrpc.CellServiceBlockingStub stub(IdentityFiles identity) {
        return CellServiceGrpc.newBlockingStub(channel(identity));
    }

    static CellServiceAllocateRequest allocate(String name) {
        return CellServiceAllocateRequest.newBuilder()
                .setCell(Cell.newBuilder().setName(name))
                .build();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }
}
