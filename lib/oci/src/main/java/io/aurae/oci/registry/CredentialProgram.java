// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.aurae.linux.Linux;
import io.aurae.linux.ShortRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Runs {@code docker-credential-NAME get}, which reads a server's address and answers with JSON; see <a
 * href="https://github.com/docker/docker-credential-helpers#development">its protocol</a>. Neither its output nor what it complains about is
 * ever passed on: both may hold a secret.
 */
final class CredentialProgram {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    /** The user name of an identity token. */
    private static final String TOKEN = "<token>";

    private final String folder;
    private final Linux linux;
    private final Duration deadline;

    /** Of programs on PATH. */
    CredentialProgram(Linux linux, Duration deadline) {
        this("", linux, deadline);
    }

    private CredentialProgram(String folder, Linux linux, Duration deadline) {
        this.folder = folder;
        this.linux = linux;
        this.deadline = deadline;
    }

    /** Of programs in this folder instead. */
    static CredentialProgram in(Path folder, Linux linux, Duration deadline) {
        return new CredentialProgram(folder + "/", linux, deadline);
    }

    /** What the program knows; empty when it says that it knows nothing. */
    Optional<Credentials> get(String name, String server) throws InterruptedException {
        if (!NAME.matcher(name).matches()) {
            throw bad(name, "is no name of a program (expected: letters, digits, '.', '_' and '-')");
        }
        ShortRun.Result result = run(name, server);
        if (result.succeeded()) {
            return Optional.of(parse(name, result.output()));
        }
        if (result.output().contains("credentials not found")) {
            return Optional.empty();
        }
        throw bad(name, "ended with exit code " + result.exitCode() + " (expected: 0)");
    }

    private ShortRun.Result run(String name, String server) throws InterruptedException {
        ProcessBuilder program = new ProcessBuilder(folder + "docker-credential-" + name, "get")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return new ShortRun(linux, program, deadline).run(server + "\n");
        } catch (TimeoutException e) {
            throw bad(name, "does not answer (expected: within " + deadline.toSeconds() + " s)");
        } catch (IOException e) {
            throw bad(name, "cannot be run (expected: docker-credential-" + name + " on PATH, answering shortly)");
        }
    }

    private static Credentials parse(String name, String output) {
        try {
            JsonElement answer = JsonParser.parseString(output);
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
