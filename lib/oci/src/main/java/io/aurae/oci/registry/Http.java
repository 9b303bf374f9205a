// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Single requests: follows redirects without taking credentials along, and tells what may be tried again from what may not. */
final class Http implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_REDIRECTS = 5;
    private static final String AUTHORIZATION = "Authorization";

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("registry-", 0).factory());
    private final Patience patience;
    /** Made by the first request: it loads the certificates of all authorities, which the start of a daemon need not wait for. */
    private @Nullable HttpClient client;

    Http(Patience patience) {
        this.patience = patience;
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(patience.connect())
                    .executor(threads)
                    .build();
        }
        return client;
    }

    /** An answer whose body is still to be read. */
    record Answer(int status, Map<String, List<String>> headers, InputStream body) implements AutoCloseable {
        String header(String name) {
            List<String> values = headers.getOrDefault(name, List.of());
            return values.isEmpty() ? "" : values.getFirst();
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                // The connection is given up, which is all that closing is for.
                Objects.requireNonNull(e);
            }
        }
    }

    /**
     * Gets {@code address}. A redirect to another scheme, host or port goes there without the Authorization header, and never from https to http.
     *
     * @param subject who is asked, for messages
     */
    Answer get(String subject, URI address, Map<String, String> headers)
            throws Patience.Transient, InterruptedException {
        URI at = address;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(at).GET();
            boolean home = sameOrigin(address, at);
            headers.forEach((name, value) -> {
                if (home || !name.equals(AUTHORIZATION)) {
                    request.header(name, value);
                }
            });
            Answer answer = send(subject, request);
            if (!REDIRECTS.contains(answer.status())) {
                return answer;
            }
            answer.close();
            at = redirected(subject, at, answer.header("location"));
        }
        throw new RegistryException.BadContent(
                "registry '" + subject + "' redirects more than " + MAX_REDIRECTS + " times (expected: an answer)");
    }

    /** Posts a form; a redirect is an answer like any other. */
    Answer post(String subject, URI address, String form) throws Patience.Transient, InterruptedException {
        return send(
                subject,
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private Answer send(String subject, HttpRequest.Builder request) throws Patience.Transient, InterruptedException {
        try {
            HttpResponse<InputStream> response = client().send(
                            request.timeout(patience.answer())
                                    .header("User-Agent", "aurae")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            return new Answer(
                    response.statusCode(),
                    response.headers().map(),
                    new ImpatientStream(response.body(), patience.silence()));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new RegistryException.Unreachable("registry '" + subject + "' does not accept a connection", e);
        } catch (IOException e) {
            throw broken(subject, e);
        }
    }

    /** What a connection that breaks is: worth another attempt. */
    static Patience.Transient broken(String subject, IOException cause) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("asking registry '" + subject + "'");
        }
        return new Patience.Transient(
                new RegistryException.Unreachable("registry '" + subject + "' broke off the connection", cause));
    }

    private static URI redirected(String subject, URI from, String location) {
        try {
            URI to = from.resolve(location);
            boolean web = "https".equals(to.getScheme())
                    || ("http".equals(to.getScheme()) && "http".equals(from.getScheme()));
            if (!location.isEmpty() && web && to.getHost() != null) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the location: it may carry a signature.
            Objects.requireNonNull(e);
        }
        throw new RegistryException.BadContent(
                "registry '" + subject + "' redirects to an unacceptable address (expected: https, or http from http)");
    }

    private static boolean sameOrigin(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getHost(), other.getHost())
                && one.getPort() == other.getPort();
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
        threads.shutdownNow();
    }
}
