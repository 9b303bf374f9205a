// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry;
import io.aurae.testing.TestRegistry.Guard;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that lets in whom docker login's file names. */
@OnNode
class CredentialsIT {
    private static final String PAIR = Base64.getEncoder().encodeToString("user:secret".getBytes(UTF_8));

    private final Node node;
    private final TestRegistry registry = TestRegistry.start();
    private final Path settings;
    private final String before;

    CredentialsIT(Node node) throws IOException {
        this.node = node;
        this.settings = node.directory().resolve("etc/auraed.toml");
        this.before = Files.readString(settings);
    }

    @BeforeEach
    void configure() throws IOException {
        registry.put("team/app", "v1", TestImage.of(new TestTar().file("f", "x").gzip()));
        String file = "registry_credentials = \"" + node.directory().resolve("login.json") + "\"\n";
        String plain = "[registries.\"" + registry.host() + "\"]\nplain_http = true\n";
        Files.writeString(settings, file + before + plain);
        node.killDaemon();
    }

    @AfterEach
    void restore() throws IOException {
        registry.close();
        Files.writeString(settings, before);
        Files.deleteIfExists(node.directory().resolve("login.json"));
        node.killDaemon();
    }

    @Test
    void aLoginCountsAtOnceAndItsSecretStaysUntold() throws IOException {
        String image = registry.host() + "/team/app:v1";
        for (Guard guard : new Guard[] {Guard.BASIC, Guard.TOKEN_FOR_USER}) {
            registry.guard(guard);
            login("user:wrong-secret");
            node.aurae("pull", image).run().assertFailed(1, "denies", "expected: a repository that exists");
            login("user:secret");
            assertThat(node.aurae("pull", image).orFail()).contains("@sha256:");
            node.aurae("rmi", image).orFail();
        }
        assertThat(Files.readString(node.directory().resolve("auraed.log")))
                .contains("ImageService/Pull code=PERMISSION_DENIED")
                .doesNotContain(PAIR, "user:secret", "wrong-secret", "the-token");
        assertThat(node.aurae("events", "--output", "json").orFail()).doesNotContain(PAIR, "wrong-secret", "the-token");
    }

    private void login(String pair) {
        node.write(
                "login.json", """
                {"auths": {"%s": {"auth": "%s"}}}
                """.formatted(registry.host(), Base64.getEncoder().encodeToString(pair.getBytes(UTF_8))));
    }
}
