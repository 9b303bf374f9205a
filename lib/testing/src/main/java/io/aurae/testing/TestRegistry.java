// SPDX-License-Identifier: Apache-2.0
package io.aurae.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small registry on a loopback port: serves what a test put into it by the distribution protocol, asks for tokens or passwords when told to, and
 * misbehaves in the ways a test arms.
 */
public final class TestRegistry implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs)/([^/]+)");
    private static final String TOKEN = "the-token";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Guard guard = Guard.OPEN;

    /** How callers must prove themselves; the user is {@code user} with the password {@code secret}, or the identity token {@code refresh}. */
    public enum Guard {
        OPEN,
        BASIC,
        TOKEN_FOR_ALL,
        TOKEN_FOR_USER
    }

    /** What goes wrong with the content that it is armed for. */
    public sealed interface Fault {
        /** The status, this many times, then the content. */
        record Status(int code, int times) implements Fault {}

        /** The body breaks off after so many bytes, this many times; the length says more. */
        record Truncated(int bytes, int times) implements Fault {}

        /** So many bytes of the body, and then nothing; the connection stays. */
        record Stalled(int bytes) implements Fault {}

        /** The whole content, whatever range was asked for. */
        record WithoutRanges() implements Fault {}

        /** Other bytes. */
        record Instead(String content) implements Fault {}

        /** A redirect to this address. */
        record Redirected(String location) implements Fault {}

        /** The head of an answer, and then nothing. */
        record Silent() implements Fault {}
    }

    private TestRegistry(HttpServer server) {
        this.server = server;
    }

    /** An empty registry that lets everybody in. */
    public static TestRegistry start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TestRegistry registry = new TestRegistry(server);
            server.setExecutor(registry.threads);
            server.createContext("/", registry::handle);
            server.start();
            return registry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Host and port, as references name it. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Puts an image under a tag of a repository, and under its digest. */
    public void put(String repository, String tag, TestImage image) {
        putManifest(repository, tag, image.manifest());
        image.blobs().forEach(blobs::put);
    }

    /** Puts a manifest or index under a tag, and under its digest. */
    public void putManifest(String repository, String tag, byte[] manifest) {
        manifests.put(repository + ":" + tag, manifest.clone());
        manifests.put(repository + ":" + TestImage.digest(manifest), manifest.clone());
    }

    /** Who is let in from now on. */
    public void guard(Guard who) {
        guard = who;
    }

    /** Arms a fault for a tag or digest. */
    public void fail(String target, Fault fault) {
        faults.put(target, fault);
    }

    /** Takes the fault of a tag or digest away. */
    public void mend(String target) {
        faults.remove(target);
    }

    /** What was asked so far, such as {@code GET /v2/x/manifests/latest}, with {@code range=…} and {@code auth=…} where sent. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String range =
                    header(exchange, "Range").map(value -> " range=" + value).orElse("");
            String authorization = header(exchange, "Authorization")
                    .map(value -> " auth=" + value)
                    .orElse("");
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + range + authorization);
            String path = exchange.getRequestURI().getPath();
            Matcher form = PATH.matcher(path);
            if (path.equals("/token")) {
                token(exchange);
            } else if (!form.matches()) {
                answer(exchange, 404, new byte[0]);
            } else if (allowed(exchange, form.group(1))) {
                serve(exchange, form);
            }
        }
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private boolean allowed(HttpExchange exchange, String repository) throws IOException {
        String wanted = guard == Guard.BASIC ? basic() : "Bearer " + TOKEN;
        if (guard == Guard.OPEN || header(exchange, "Authorization").equals(Optional.of(wanted))) {
            return true;
        }
        String challenge = guard == Guard.BASIC
                ? "Basic realm=\"test\""
                : "Bearer realm=\"http://" + host() + "/token\",service=\"test\",scope=\"repository:" + repository
                        + ":pull\"";
        exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
        answer(exchange, 401, new byte[0]);
        return false;
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean known = guard == Guard.TOKEN_FOR_ALL
                || header(exchange, "Authorization").equals(Optional.of(basic()))
                || (form.contains("grant_type=refresh_token") && form.contains("refresh_token=refresh"));
        answer(exchange, known ? 200 : 401, ("{\"token\":\"" + TOKEN + "\",\"expires_in\":300}").getBytes(UTF_8));
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(UTF_8));
    }

    private void serve(HttpExchange exchange, Matcher form) throws IOException {
        boolean manifest = form.group(2).equals("manifests");
        String target = form.group(3);
        byte[] content = manifest ? manifests.get(form.group(1) + ":" + target) : blobs.get(target);
        if (content == null) {
            answer(exchange, 404, new byte[0]);
            return;
        }
        if (manifest) {
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.oci.image.manifest.v1+json");
        }
        switch (faults.get(target)) {
            case null -> answerRange(exchange, content);
            case Fault.Status(int code, int times) -> {
                arm(target, times, new Fault.Status(code, times - 1));
                answer(exchange, code, new byte[0]);
            }
            case Fault.Truncated(int bytes, int times) -> {
                arm(target, times, new Fault.Truncated(bytes, times - 1));
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content, 0, bytes);
                exchange.getResponseBody().flush();
            }
            case Fault.Stalled(int bytes) -> {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content, 0, bytes);
                exchange.getResponseBody().flush();
                awaitEnd();
            }
            case Fault.WithoutRanges everything -> answer(exchange, 200, content);
            case Fault.Instead(String other) -> answer(exchange, 200, other.getBytes(UTF_8));
            case Fault.Redirected(String location) -> {
                exchange.getResponseHeaders().add("Location", location);
                answer(exchange, 307, new byte[0]);
            }
            case Fault.Silent silent -> {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().flush();
                awaitEnd();
            }
        }
    }

    private void arm(String target, int times, Fault next) {
        if (times > 1) {
            faults.put(target, next);
        } else {
            faults.remove(target);
        }
    }

    private static void awaitEnd() {
        try {
            Thread.sleep(Duration.ofMinutes(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answerRange(HttpExchange exchange, byte[] content) throws IOException {
        Matcher range = Pattern.compile("bytes=([0-9]+)-")
                .matcher(header(exchange, "Range").orElse(""));
        if (!range.matches()) {
            answer(exchange, 200, content);
            return;
        }
        int from = Integer.parseInt(range.group(1));
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        answer(exchange, 206, Arrays.copyOfRange(content, from, content.length));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
