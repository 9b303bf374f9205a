// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The service that a registry names in its challenge: gives a token for credentials, or for nothing. */
final class TokenService {
    private static final int MAX_BYTES = 1 << 20;

    private final Http http;
    private final Endpoint endpoint;
    private final Credentials credentials;

    TokenService(Http http, Endpoint endpoint, Credentials credentials) {
        this.http = http;
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /** A token to read {@code repository}. */
    String token(Challenge.Bearer challenge, String repository) throws Patience.Transient, InterruptedException {
        URI realm = realm(challenge.realm());
        String scope = challenge.scope().isEmpty() ? "repository:" + repository + ":pull" : challenge.scope();
        String query = "service=" + encode(challenge.service()) + "&scope=" + encode(scope);
        try (Http.Answer answer = ask(realm, query)) {
            if (answer.status() != 200) {
                throw Session.refused(endpoint.toString(), "a token for '" + repository + "'", answer.status());
            }
            return read(answer);
        } catch (IOException e) {
            throw Http.broken(endpoint.toString(), e);
        }
    }

    private Http.Answer ask(URI realm, String query) throws Patience.Transient, InterruptedException {
        String subject = endpoint.toString();
        if (credentials instanceof Credentials.IdentityToken(String token)) {
            String form = query + "&grant_type=refresh_token&client_id=aurae&refresh_token=" + encode(token);
            return http.post(subject, realm, form);
        }
        URI address = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
        Map<String, String> headers = Session.basic(credentials)
                .map(value -> Map.of("Authorization", value))
                .orElse(Map.of());
        return http.get(subject, address, headers);
    }

    /** The service's address: one that is as safe from listeners as the registry's own. */
    private URI realm(String text) {
        try {
            URI realm = URI.create(text);
            boolean safe = "https".equals(realm.getScheme())
                    || ("http".equals(realm.getScheme())
                            && "http".equals(endpoint.base().getScheme()));
            if (safe && realm.getHost() != null && realm.getRawFragment() == null) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // Told below, as for any other unacceptable address.
            Objects.requireNonNull(e);
        }
        throw new RegistryException.BadContent("registry '" + endpoint + "' names the token service '" + text
                + "' (expected: an https address, or http when the registry is plain)");
    }

    private String read(Http.Answer answer) throws IOException {
        byte[] body = answer.body().readNBytes(MAX_BYTES + 1);
        if (body.length <= MAX_BYTES) {
            try {
                JsonElement json = JsonParser.parseString(new String(body, UTF_8));
                if (json.isJsonObject()) {
                    Optional<String> token = field(json.getAsJsonObject(), "token")
                            .or(() -> field(json.getAsJsonObject(), "access_token"))
                            .filter(TokenService::isHeaderText);
                    if (token.isPresent()) {
                        return token.get();
                    }
                }
            } catch (JsonParseException e) {
                // Told below without the cause: it would quote the token.
                Objects.requireNonNull(e);
            }
        }
        throw new RegistryException.BadContent("the token service of registry '" + endpoint
                + "' answers without a token (expected: a JSON object with 'token')");
    }

    private static Optional<String> field(JsonObject object, String name) {
        JsonElement value = object.get(name);
        boolean text =
                value != null && value.isJsonPrimitive() && !value.getAsString().isEmpty();
        return text ? Optional.of(value.getAsString()) : Optional.empty();
    }

    private static boolean isHeaderText(String token) {
        return token.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
