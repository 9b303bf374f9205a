// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import io.aurae.base.AuraeException;
import io.aurae.oci.runtime.ExecProcess;
import io.aurae.oci.runtime.ExecSession;
import io.aurae.rpc.HealthQuestion;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One question of a probe. It is asked by a virtual thread of its own, which is left behind, and what it holds closed, when there is no
 * answer in time.
 */
final class Question {
    private static final int ANSWERED_MIN = 200;
    private static final int ANSWERED_MAX = 399;

    private final Container container;
    private final Probe probe;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicReference<@Nullable AutoCloseable> held = new AtomicReference<>();
    private volatile String failure = "";

    private Question(Container container, Probe probe) {
        this.container = container;
        this.probe = probe;
    }

    /** Asks, and answers why it failed; empty for a success. */
    static Optional<String> ask(Container container, Probe probe) throws InterruptedException {
        return new Question(container, probe).ask();
    }

    private Optional<String> ask() throws InterruptedException {
        Thread asking = Thread.ofVirtual().name("ask-" + container.id()).start(this::work);
        try {
            if (answered.await(probe.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.of(failure).filter(text -> !text.isEmpty());
            }
            return Optional.of("no answer in " + probe.timeout().toMillis() + " ms");
        } finally {
            asking.interrupt();
            close(held.get());
        }
    }

    private void work() {
        try {
            failure = switch (probe.action()) {
                case Probe.Exec exec -> exec(exec);
                case Probe.Http http -> http(http);
                case Probe.Tcp tcp -> tcp(tcp);
                case Probe.Grpc grpc -> grpc(grpc);
            };
        } catch (IOException | AuraeException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = "interrupted";
        } catch (RuntimeException e) {
            failure = e.toString();
        } finally {
            answered.countDown();
        }
    }

    private String exec(Probe.Exec exec) throws InterruptedException {
        ExecProcess process = ExecProcess.of(exec.args().toArray(String[]::new)).withoutOutput();
        try (ExecSession session = container.exec(process)) {
            held.set(session::kill);
            OptionalInt code = session.waitFor(probe.timeout());
            return code.isPresent() && code.getAsInt() == 0
                    ? ""
                    : "'" + exec.args().getFirst() + "' ended with " + (code.isPresent() ? code.getAsInt() : "nothing")
                            + " (expected: 0)";
        }
    }

    private String tcp(Probe.Tcp tcp) throws IOException {
        InetSocketAddress address = new InetSocketAddress(address(tcp.host()), tcp.port());
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            held.set(socket);
            socket.connect(address, millis());
            return "";
        } catch (IOException e) {
            return "port " + address.getPort() + " of " + address.getAddress().getHostAddress() + ": " + e.getMessage();
        }
    }

    private String http(Probe.Http http) throws IOException {
        InetAddress address = address(http.host());
        String literal = address.getHostAddress();
        URI uri = URI.create(
                "http://" + (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + http.port() + http.path());
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        held.set(connection::disconnect);
        try {
            connection.setConnectTimeout(millis());
            connection.setReadTimeout(millis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            for (String header : http.headers()) {
                int colon = header.indexOf(':');
                connection.setRequestProperty(
                        header.substring(0, colon), header.substring(colon + 1).strip());
            }
            int code = connection.getResponseCode();
            return code >= ANSWERED_MIN && code <= ANSWERED_MAX
                    ? ""
                    : "GET " + uri + " answered " + code + " (expected: 200 to 399)";
        } catch (IOException e) {
            return "GET " + uri + ": " + e.getMessage();
        } finally {
            connection.disconnect();
        }
    }

    private String grpc(Probe.Grpc grpc) throws IOException {
        InetSocketAddress address = new InetSocketAddress(address(grpc.host()), grpc.port());
        return HealthQuestion.ask(address, grpc.service(), Duration.ofMillis(millis()));
    }

    private InetAddress address(@Nullable String chosen) throws IOException {
        String host = chosen;
        if (host == null) {
            host = container.surroundings().address().orElseThrow(() -> new IOException("it has no address now"));
        }
        return InetAddress.ofLiteral(host);
    }

    private int millis() {
        return Math.toIntExact(probe.timeout().toMillis());
    }

    private static void close(@Nullable AutoCloseable held) {
        try {
            if (held != null) {
                held.close();
            }
        } catch (Exception e) {
            // The question is over, and what it held has a deadline of its own.
        }
    }
}
