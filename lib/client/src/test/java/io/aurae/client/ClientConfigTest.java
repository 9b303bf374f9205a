// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.identity.IdentityFiles;
import io.aurae.rpc.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientConfigTest {
    private static final String WHOLE = """
            [auth]
            ca_crt = "~/.aurae/pki/ca.crt"
            client_crt = "~/.aurae/pki/_signed.client.nova.crt"
            client_key = "/etc/aurae/pki/client.nova.key"

            [system]
            socket = "/run/aurae/aurae.sock"
            """;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void writeNothing() {
        file = directory.resolve("config");
    }

    @Test
    void readsTheFormatOfThePublishedWire() throws IOException {
        Files.writeString(file, WHOLE);

        assertThat(ClientConfig.load(List.of(file), Path.of("/home/nova")))
                .isEqualTo(new ClientConfig(
                        new IdentityFiles(
                                Path.of("/home/nova/.aurae/pki/ca.crt"),
                                Path.of("/home/nova/.aurae/pki/_signed.client.nova.crt"),
                                Path.of("/etc/aurae/pki/client.nova.key")),
                        new Endpoint.Unix(Path.of("/run/aurae/aurae.sock"))));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Path odd = directory.resolve("new/a \"quoted\" \\ name/config");
        ClientConfig config = new ClientConfig(IdentityFiles.in(odd, "root"), "[fe80::2%4]:8080");
        config.write(odd);

        assertThat(ClientConfig.load(odd)).isEqualTo(config);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(odd)))
                .isEqualTo("rw-------");
    }

    @Test
    void prefersTheUsersFileToTheMachines() throws IOException {
        Path machine = directory.resolve("machine");
        Files.writeString(machine, WHOLE.replace("aurae.sock", "machine.sock"));
        assertThat(ClientConfig.load(List.of(file, machine), directory).socket())
                .hasToString("/run/aurae/machine.sock");

        Files.writeString(file, WHOLE);
        assertThat(ClientConfig.load(List.of(file, machine), directory).socket())
                .hasToString("/run/aurae/aurae.sock");
    }

    @Test
    void saysWhichFilesItLookedFor() {
        assertThatThrownBy(() -> ClientConfig.load(List.of(file, directory.resolve("other")), directory))
                .isInstanceOf(ClientConfigException.class)
                .hasMessage("client configuration '" + file + "' and '" + directory.resolve("other")
                        + "' not found (expected: a file that 'aurae up' writes)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ca_crt = | ca_cert = | has the unknown key 'auth.ca_cert' (did you mean 'auth.ca_crt'?)
            [system] | [sistem] | has the unknown key 'sistem' (did you mean 'system'?)
            [system] | [elsewhere] | has the unknown key 'elsewhere' (expected: auth, system)
            client_key | # client_key | lacks 'auth.client_key'
            "/run/aurae/aurae.sock" | 7 | has no text for 'system.socket' (expected: a quoted text)
            /run/aurae/aurae.sock | host:99999 | has an unusable 'system.socket': port '99999' of 'host' (expected: 1 to 65535)
            """)
    void refusesAFileThatIsNotRight(String right, String wrong, String why) throws IOException {
        Files.writeString(file, WHOLE.replace(right, wrong));

        assertThatThrownBy(() -> ClientConfig.load(file))
                .isInstanceOf(ClientConfigException.class)
                .hasMessage("client configuration '" + file + "' " + why);
    }

    @Test
    void refusesWhatIsNotToml() throws IOException {
        Files.writeString(file, "[auth\nca_crt");

        assertThatThrownBy(() -> ClientConfig.load(file))
                .isInstanceOf(ClientConfigException.class)
                .hasMessageStartingWith("client configuration '" + file + "' is not TOML: ");
    }
}
