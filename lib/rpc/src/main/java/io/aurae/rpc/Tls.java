// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.base.FaultCode;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.spiffe.spiffeid.SpiffeId;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** TLS 1.3 with certificates on both ends, by BoringSSL where its library is present, else by the JDK. */
final class Tls {
    private static final String PROTOCOL = "TLSv1.3";

    private Tls() {}

    static SslContext server(IdentitySource source, Consumer<String> refusals) {
        return build(SslContextBuilder.forServer(new OwnKey(source))
                .trustManager(new PeerTrust(source, refusals))
                .clientAuth(ClientAuth.REQUIRE));
    }

    static SslContext client(IdentitySource source, Optional<SpiffeId> expected, Consumer<String> refusals) {
        return build(SslContextBuilder.forClient()
                .keyManager(new OwnKey(source))
                .trustManager(new PeerTrust(source, expected, refusals)));
    }

    private static SslContext build(SslContextBuilder builder) {
        SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
        try {
            return GrpcSslContexts.configure(builder, provider)
                    .protocols(PROTOCOL)
                    .build();
        } catch (SSLException e) {
            throw new RpcException(FaultCode.INTERNAL, "TLS cannot be set up", e);
        }
    }
}
