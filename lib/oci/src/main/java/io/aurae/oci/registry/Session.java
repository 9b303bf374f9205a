// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** One endpoint's view of one repository: asks, proves who we are when told to, and turns refusals into exceptions. */
final class Session {
    private final Http http;
    private final Endpoint endpoint;
    private final String repository;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<String> authorization;

    Session(Http http, Endpoint endpoint, String repository) {
        this.http = http;
        this.endpoint = endpoint;
        this.repository = repository;
        this.authorization = Optional.empty();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String repository() {
        return repository;
    }

    /**
     * Gets an address of this endpoint: an answer of success, 206 included, or an exception.
     *
     * @param subject what is asked for, in messages
     */
    Http.Answer get(String subject, URI address, Map<String, String> headers)
            throws Patience.Transient, InterruptedException {
        Optional<String> shown = authorization;
        Http.Answer answer = http.get(endpoint.toString(), address, with(headers, shown));
        if (answer.status() == 401) {
            answer.close();
            Optional<String> fresh = authorize(shown, answer.headers().getOrDefault("www-authenticate", List.of()));
            answer = http.get(endpoint.toString(), address, with(headers, fresh));
        }
        if (answer.status() == 200 || answer.status() == 206) {
            return answer;
        }
        answer.close();
        throw refused(endpoint.toString(), subject, answer.status());
    }

    /** Answers the challenge, unless another thread did since {@code shown} was sent. */
    private Optional<String> authorize(Optional<String> shown, List<String> challenges)
            throws Patience.Transient, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (authorization.equals(shown)) {
                authorization = answer(challenges);
            }
            return authorization;
        } finally {
            lock.unlock();
        }
    }

    private Optional<String> answer(List<String> challenges) throws Patience.Transient, InterruptedException {
        Credentials credentials = endpoint.credentials();
        if (credentials instanceof Credentials.BearerToken(String token)) {
            return Optional.of("Bearer " + token);
        }
        Challenge challenge = Challenge.parse(challenges).orElseThrow(this::denied);
        return switch (challenge) {
            case Challenge.Bearer bearer ->
                Optional.of("Bearer " + new TokenService(http, endpoint, credentials).token(bearer, repository));
            case Challenge.Basic basic -> Optional.of(basic(credentials).orElseThrow(this::denied));
        };
    }

    /** The header of a user name and password, when the credentials are that. */
    static Optional<String> basic(Credentials credentials) {
        if (credentials instanceof Credentials.Password(String username, String password)) {
            byte[] pair = (username + ":" + password).getBytes(UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return Optional.empty();
    }

    private static Map<String, String> with(Map<String, String> headers, Optional<String> authorization) {
        Map<String, String> all = new HashMap<>(headers);
        authorization.ifPresent(value -> all.put("Authorization", value));
        return all;
    }

    /** What a status other than success means; it is thrown when another attempt may help. */
    static RegistryException refused(String registry, String subject, int status) throws Patience.Transient {
        if (status >= 500 || status == 429 || status == 408) {
            throw new Patience.Transient(new RegistryException.Unreachable(
                    "registry '" + registry + "' fails to serve " + subject + " with status " + status, null));
        }
        return switch (status) {
            case 401, 403 -> denied(registry, subject);
            case 404 -> new RegistryException.NotFound("registry '" + registry + "' does not have " + subject);
            default ->
                new RegistryException.BadContent("registry '" + registry + "' answers for " + subject + " with status "
                        + status + " (expected: 200)");
        };
    }

    private RegistryException.Denied denied() {
        return denied(endpoint.toString(), "'" + repository + "'");
    }

    private static RegistryException.Denied denied(String registry, String subject) {
        return new RegistryException.Denied("registry '" + registry + "' denies " + subject
                + " (expected: a repository that exists, and credentials that may read it)");
    }
}
