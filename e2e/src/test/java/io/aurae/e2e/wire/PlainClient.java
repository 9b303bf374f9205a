// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** gRPC with nothing of ours in it, as a client in another language does it: the JDK's TLS, the authority {@code null}. */
final class PlainClient implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    private PlainClient(Path socket, Path authority, Path certificate, Path key) throws Exception {
        channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
                .eventLoopGroup(loop)
                .channelType(EpollDomainSocketChannel.class, DomainSocketAddress.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null) // no such thing on a Unix socket
                .overrideAuthority("null")
                .sslContext(GrpcSslContexts.configure(GrpcSslContexts.forClient(), SslProvider.JDK)
                        .trustManager(new UpstreamTrust(authority))
                        .keyManager(pem(certificate), pem(key))
                        .build())
                .build();
    }

    private static File pem(Path path) {
        return path.toFile();
    }

    /** Reads only the keys that the published format has. */
    static PlainClient configuredBy(Path file) throws Exception {
        String config = Files.readString(file);
        assertThat(config).contains("[auth]", "[system]");
        return new PlainClient(
                value(config, "socket"),
                value(config, "ca_crt"),
                value(config, "client_crt"),
                value(config, "client_key"));
    }

    private static Path value(String config, String key) {
        Matcher matcher = Pattern.compile("(?m)^" + key + " *= *\"([^\"]+)\"").matcher(config);
        assertThat(matcher.find()).as("%s in%n%s", key, config).isTrue();
        return Path.of(matcher.group(1));
    }

    Fields call(String method, Fields request) throws IOException {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
        return Fields.parse(ClientCalls.blockingUnaryCall(channel, descriptor(method), options, request.bytes()));
    }

    /** The first answer of a call that streams them. */
    Fields first(String method, Fields request) throws IOException {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS);
        MethodDescriptor<byte[], byte[]> streaming = descriptor(method).toBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .build();
        return Fields.parse(ClientCalls.blockingServerStreamingCall(channel, streaming, options, request.bytes())
                .next());
    }

    private static MethodDescriptor<byte[], byte[]> descriptor(String method) {
        return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(method)
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(30, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(30, TimeUnit.SECONDS);
    }
}
