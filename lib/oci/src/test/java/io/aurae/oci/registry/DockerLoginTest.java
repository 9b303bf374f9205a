// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import io.aurae.linux.Linux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DockerLoginTest {
    private static final String SECRET = "hunter2";

    private static final String HELPER = "of-this-test";

    @TempDir
    Path directory;

    private Credentials of(String host, String json) throws Exception {
        Path file = Files.writeString(directory.resolve("config.json"), json);
        return new DockerLogin(file, CredentialProgram.in(directory, Linux.load(), Duration.ofSeconds(2))).of(host);
    }

    private static String auth(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Test
    void passwordsAndTokensAreFoundByTheirHost() throws Exception {
        String json = "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"" + auth("a:" + SECRET)
                + "\"},\"registry.example:5000\":{\"auth\":\"" + auth("b:x:y")
                + "\"},\"id.example\":{\"auth\":\"" + auth("c:d") + "\",\"identitytoken\":\"t\"},"
                + "\"http://plain.example/v2/\":{\"registrytoken\":\"r\"}}}";
        assertThat(of("docker.io", json)).isEqualTo(new Credentials.Password("a", SECRET));
        assertThat(of("registry.example:5000", json)).isEqualTo(new Credentials.Password("b", "x:y"));
        assertThat(of("id.example", json)).isEqualTo(new Credentials.IdentityToken("t"));
        assertThat(of("plain.example", json)).isEqualTo(new Credentials.BearerToken("r"));
        assertThat(of("other.example", json)).isEqualTo(Credentials.none());
        assertThat(new DockerLogin(directory.resolve("absent"), Linux.load(), Duration.ofSeconds(1)).of("docker.io"))
                .isEqualTo(Credentials.none());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2",
                "[\"hunter2\"]",
                "{\"auths\":{\"x.example\":{\"auth\":\"hunter2!\"}}}",
                "{\"auths\":{\"x.example\":{\"auth\":\"aHVudGVyMg==\"}}}",
                "{\"credsStore\":\"../hunter\"}",
                "{\"credsStore\":\"no-such-helper-is-installed\"}"
            })
    void whatCannotBeReadIsRefusedAndItsSecretsStayUntold(String json) {
        assertThatExceptionOfType(RegistryException.BadCredentials.class)
                .isThrownBy(() -> of("x.example", json))
                .withMessageContaining("expected: ")
                .withNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET))
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
    }

    /** A helper in the test's own directory; answers its name. */
    private String install(String script) throws Exception {
        Path helper = Files.writeString(directory.resolve("docker-credential-" + HELPER), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
        return HELPER;
    }

    @Test
    void aHelperIsAskedForItsHost() throws Exception {
        String name = install("read server; [ \"$1\" = get ] && [ \"$server\" = a.example ] || "
                + "{ echo 'credentials not found in native keychain'; exit 1; }\n"
                + "echo '{\"ServerURL\":\"a.example\",\"Username\":\"<token>\",\"Secret\":\"" + SECRET + "\"}'");
        String json = "{\"credsStore\":\"other-" + name + "\",\"credHelpers\":{\"a.example\":\"" + name
                + "\",\"b.example\":\"" + name + "\"},\"auths\":{\"b.example\":{\"auth\":\"" + auth("b:b") + "\"}}}";
        assertThat(of("a.example", json)).isEqualTo(new Credentials.IdentityToken(SECRET));
        assertThat(of("b.example", json)).isEqualTo(new Credentials.Password("b", "b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 100", "echo hunter2; exit 3", "echo hunter2", "echo '{\"Secret\":\"hunter2\"}'"})
    void aHelperThatFailsOrHangsIsNamed(String script) throws Exception {
        String json = "{\"credsStore\":\"" + install(script) + "\"}";
        assertThatExceptionOfType(RegistryException.BadCredentials.class)
                .isThrownBy(() -> of("a.example", json))
                .withMessageContaining("credential helper '" + HELPER + "'")
                .withNoCause()
                .satisfies(
                        e -> assertThat(e.getMessage()).contains("expected: ").doesNotContain(SECRET));
    }
}
