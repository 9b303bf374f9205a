// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.aurae.linux.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * The file that {@code docker login} writes, with the programs it names; see <a
 * href="https://docs.docker.com/reference/cli/docker/login/#credential-stores">its documentation</a>. Read at each use, so that a login
 * counts at once. What is in it never appears in a text.
 */
public final class DockerLogin implements CredentialSource {
    private static final int MAX_BYTES = 1 << 20;
    private static final String DOCKER_IO = "docker.io";
    /** What docker login calls docker.io. */
    private static final String DOCKER_IO_KEY = "https://index.docker.io/v1/";

    private final Path file;
    private final CredentialProgram helper;

    /**
     * Nothing is read yet; the file need not exist.
     *
     * @param deadline of a program
     */
    public DockerLogin(Path file, Linux linux, Duration deadline) {
        this(file, new CredentialProgram(linux, deadline));
    }

    DockerLogin(Path file, CredentialProgram helper) {
        this.file = file;
        this.helper = helper;
    }

    @Override
    public Credentials of(String host) throws InterruptedException {
        JsonObject document = read();
        Optional<String> program = text(child(document, "credHelpers"), host).or(() -> text(document, "credsStore"));
        String server = host.equals(DOCKER_IO) ? DOCKER_IO_KEY : host;
        if (program.isPresent()) {
            Optional<Credentials> told = helper.get(program.get(), server);
            if (told.isPresent()) {
                return told.get();
            }
        }
        for (var entry : child(document, "auths").entrySet()) {
            if (host(entry.getKey()).equals(host) && entry.getValue().isJsonObject()) {
                return credentials(entry.getValue().getAsJsonObject(), host);
            }
        }
        return Credentials.none();
    }

    /** Keys are hosts or whole addresses. */
    private static String host(String key) {
        String rest = key.replaceFirst("^https?://", "");
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? DOCKER_IO : host;
    }

    private Credentials credentials(JsonObject entry, String host) {
        Optional<String> identity = text(entry, "identitytoken");
        if (identity.isPresent()) {
            return new Credentials.IdentityToken(identity.get());
        }
        Optional<String> bearer = text(entry, "registrytoken");
        if (bearer.isPresent()) {
            return new Credentials.BearerToken(bearer.get());
        }
        Optional<String> auth = text(entry, "auth");
        if (auth.isEmpty()) {
            return text(entry, "username")
                    .<Credentials>map(name -> new Credentials.Password(
                            name, text(entry, "password").orElse("")))
                    .orElse(Credentials.none());
        }
        return decoded(auth.get(), host);
    }

    private Credentials decoded(String auth, String host) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth), UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1));
            }
        } catch (IllegalArgumentException e) {
            throw bad("the 'auth' of '" + host + "' is not readable (expected: base64 of user:password)");
        }
        throw bad("the 'auth' of '" + host + "' is not readable (expected: base64 of user:password)");
    }

    private JsonObject read() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw bad("it is too big (expected: at most " + MAX_BYTES + " bytes)");
            }
            JsonElement document = JsonParser.parseString(Files.readString(file));
            if (document.isJsonObject()) {
                return document.getAsJsonObject();
            }
        } catch (NoSuchFileException e) {
            return new JsonObject();
        } catch (IOException e) {
            throw bad("it cannot be read (expected: a file that this daemon may read)");
        } catch (JsonParseException e) {
            // Not chained: it would quote what is in the file.
            throw bad("it is no JSON (expected: as docker login writes it)");
        }
        throw bad("it is no JSON object (expected: as docker login writes it)");
    }

    private RegistryException bad(String why) {
        return new RegistryException.BadCredentials("file of credentials '" + file + "': " + why);
    }

    private static JsonObject child(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null && value.isJsonObject() ? value.getAsJsonObject() : new JsonObject();
    }

    static Optional<String> text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        boolean text =
                value != null && value.isJsonPrimitive() && !value.getAsString().isEmpty();
        return text ? Optional.of(value.getAsString()) : Optional.empty();
    }
}
