// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.aurae.identity.Leaf;
import io.aurae.proto.cells.v0.CellServiceAllocateResponse;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of the published wire: verifies the DNS name, shows its certificate, and sends the authority {@code null}. */
final class InteroperationTest {
    /** What came back: the headers of the beginning and the end, and the bytes between. */
    private record Answer(Http2Headers headers, ByteString data) {}

    @TempDir
    Path directory;

    private TestNode node;
    private EventLoopGroup loop;

    @BeforeEach
    void startTheNode() {
        node = new TestNode(directory);
        node.start();
        loop = Loops.newLoop("published");
    }

    @AfterEach
    void close() throws Exception {
        Loops.stop(loop);
        node.close();
    }

    @Test
    void servesAClientThatVerifiesTheDnsNameAndSendsTheAuthorityNull() throws Exception {
        Channel connection = connect(Leaf.SERVER_DNS_NAME);

        Answer answer = call(connection, TestNode.allocate("web").toByteArray());

        assertThat(answer.headers().get("grpc-status")).hasToString("0");
        ByteString message = answer.data().substring(5);
        assertThat(CellServiceAllocateResponse.parseFrom(message).getCellName()).isEqualTo("web");
        assertThat(node.cells.callers)
                .singleElement()
                .satisfies(caller -> assertThat(caller.id()).hasToString("spiffe://nivenly.com/user/root"));
        connection.close().sync();
    }

    @Test
    void theDnsNameIsReallyVerifiedByThatClient() {
        assertThatThrownBy(() -> connect("other.unsafe.aurae.io")).hasStackTraceContaining("other.unsafe.aurae.io");
    }

    private Channel connect(String dnsName) throws Exception {
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(node.user.ca().toFile())
                .keyManager(node.user.certificate().toFile(), node.user.key().toFile())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2))
                .build();
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(EpollDomainSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        SslHandler handler = tls.newHandler(opened.alloc(), dnsName, 443);
                        SSLParameters parameters = handler.engine().getSSLParameters();
                        parameters.setEndpointIdentificationAlgorithm("HTTPS");
                        handler.engine().setSSLParameters(parameters);
                        opened.pipeline().addLast(handler);
                        opened.pipeline()
                                .addLast(Http2FrameCodecBuilder.forClient().build());
                        opened.pipeline().addLast(new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel pushed) {}
                        }));
                    }
                })
                .connect(new DomainSocketAddress(node.socket.toFile()))
                .sync()
                .channel();
        channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
        return channel;
    }

    private static Answer call(Channel connection, byte[] request) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection)
                .handler(new Collector(answer))
                .open()
                .sync()
                .getNow();
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("https")
                .authority("null")
                .path("/aurae.cells.v0.CellService/Allocate")
                .add("content-type", "application/grpc")
                .add("te", "trailers");
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers)).sync();
        ByteBuf body = Unpooled.buffer().writeByte(0).writeInt(request.length).writeBytes(request);
        stream.writeAndFlush(new DefaultHttp2DataFrame(body, true)).sync();
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static final class Collector extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final CompletableFuture<Answer> answer;
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        private Collector(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) throws Exception {
            if (frame instanceof Http2DataFrame part) {
                part.content().readBytes(data, part.content().readableBytes());
            } else if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
                answer.complete(new Answer(headers.headers(), ByteString.copyFrom(data.toByteArray())));
            }
        }
    }
}
