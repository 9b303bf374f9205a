// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Pages and ports. */
public final class Http {
    private Http() {}

    /** The page there, as soon as somebody serves one. */
    public static String page(String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return await().ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> client.send(request, BodyHandlers.ofString()).body(), body -> !body.isEmpty());
        }
    }

    /** A TCP port on which nobody listens. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** An address of this machine that is not loopback, else loopback. */
    public static String ownAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress("192.0.2.1", 9)); // sends nothing
            return socket.getLocalAddress().getHostAddress();
        } catch (java.io.UncheckedIOException e) {
            return "127.0.0.1"; // no route leads out
        }
    }
}
