// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Runs {@code docker-credential-NAME get}, which reads a server's address and answers with JSON; see <a
 * href="https://github.com/docker/docker-credential-helpers#development">its protocol</a>. Neither its output nor what it complains about is
 * ever passed on: both may hold a secret.
 */
final class CredentialProgram {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_BYTES = 64 << 10;
    /** The user name of an identity token. */
    private static final String TOKEN = "<token>";

    private final Duration deadline;

    CredentialProgram(Duration deadline) {
        this.deadline = deadline;
    }

    /** What the program knows; empty when it says that it knows nothing. */
    Optional<Credentials> get(String name, String server) throws InterruptedException {
        if (!NAME.matcher(name).matches()) {
            throw bad(name, "is no name of a program (expected: letters, digits, '.', '_' and '-')");
        }
        Process process = start(name, server);
        try {
            byte[] output = output(process, name);
            if (process.exitValue() == 0) {
                return Optional.of(parse(name, output));
            }
            if (new String(output, UTF_8).contains("credentials not found")) {
                return Optional.empty();
            }
            throw bad(name, "ended with exit code " + process.exitValue() + " (expected: 0)");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(String name, String server) {
        try {
            Process process = new ProcessBuilder("docker-credential-" + name, "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write((server + "\n").getBytes(UTF_8));
            } catch (IOException e) {
                // It ended without reading: its exit code tells.
                Objects.requireNonNull(e);
            }
            return process;
        } catch (IOException e) {
            throw bad(name, "cannot be started (expected: docker-credential-" + name + " on PATH)");
        }
    }

    private byte[] output(Process process, String name) throws InterruptedException {
        CompletableFuture<byte[]> reading = new CompletableFuture<>();
        Thread.ofVirtual().name("credential-helper").start(() -> {
            try (InputStream out = process.getInputStream()) {
                byte[] bytes = out.readNBytes(MAX_BYTES);
                process.waitFor();
                reading.complete(bytes);
            } catch (IOException | InterruptedException e) {
                reading.completeExceptionally(e);
            }
        });
        try {
            return reading.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw bad(name, "does not answer (expected: within " + deadline.toSeconds() + " s)");
        } catch (ExecutionException e) {
            throw bad(name, "cannot be read (expected: JSON)");
        }
    }

    private static Credentials parse(String name, byte[] output) {
        try {
            JsonElement answer = JsonParser.parseString(new String(output, UTF_8));
            if (answer.isJsonObject()) {
                JsonObject object = answer.getAsJsonObject();
                Optional<String> user = DockerLogin.text(object, "Username");
                Optional<String> secret = DockerLogin.text(object, "Secret");
                if (user.isPresent() && secret.isPresent()) {
                    return user.get().equals(TOKEN)
                            ? new Credentials.IdentityToken(secret.get())
                            : new Credentials.Password(user.get(), secret.get());
                }
            }
        } catch (JsonParseException e) {
            // Not chained: it would quote the answer.
            throw bad(name, "answers with no JSON (expected: Username and Secret)");
        }
        throw bad(name, "answers without Username and Secret (expected: both)");
    }

    private static RegistryException bad(String name, String why) {
        String shown = name.length() <= 64 ? name : name.substring(0, 64) + "…";
        return new RegistryException.BadCredentials("credential helper '" + shown + "' " + why);
    }
}
