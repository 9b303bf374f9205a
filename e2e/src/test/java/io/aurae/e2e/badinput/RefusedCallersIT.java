// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Command;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.e2e.Project;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers without a valid certificate of the trust domain; the certificates are made by openssl. */
@OnNode
class RefusedCallersIT {
    private static final int UNREACHABLE = 3;

    private final Node node;

    RefusedCallersIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void makeARequest() {
        node.write("callers/client.cnf", """
                [req]
                distinguished_name = name
                prompt = no
                [name]
                CN = caller
                [client]
                basicConstraints = critical, CA:FALSE
                keyUsage = critical, digitalSignature
                extendedKeyUsage = clientAuth
                subjectAltName = URI:spiffe://e2e.aurae.local/user/caller
                [ca]
                default_ca = authority
                [authority]
                new_certs_dir = %1$s
                database = %1$s/index.txt
                serial = %1$s/serial
                default_md = sha256
                policy = any
                unique_subject = no
                [any]
                commonName = supplied
                """.formatted(file("")));
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file("caller.ec"))
                .orFail();
        openssl("pkcs8", "-topk8", "-nocrypt", "-in", file("caller.ec"), "-out", file("caller.key"))
                .orFail();
        openssl("req", "-new", "-config", file("client.cnf"), "-key", file("caller.key"), "-out", file("caller.csr"))
                .orFail();
    }

    @Test
    void aCallerWhomTheAuthoritySignedIsServed() {
        sign(pki("ca.crt"), pki("ca.key"), "20200101000000Z", "20990101000000Z");

        asCaller("status").orFail();
    }

    @Test
    void aCertificateThatHasExpired() {
        sign(pki("ca.crt"), pki("ca.key"), "20200101000000Z", "20200102000000Z");

        assertRefused("own certificate '" + file("caller.crt") + "' refused", "expired at 2020-01-02T00:00:00Z");
    }

    @Test
    void aCertificateOfAnotherAuthority() {
        openssl(
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "1",
                        "-subj",
                        "/CN=stranger")
                .with("-addext", "subjectAltName=URI:spiffe://e2e.aurae.local")
                .with(
                        "-addext",
                        "keyUsage=critical,keyCertSign",
                        "-keyout",
                        file("stranger.key"),
                        "-out",
                        file("stranger.crt"))
                .orFail();
        sign(file("stranger.crt"), file("stranger.key"), "20200101000000Z", "20990101000000Z");

        assertRefused("own certificate '" + file("caller.crt") + "' refused", "is not signed by '");
    }

    @Test
    void aCallerWithoutACertificate() {
        Command.Result result = openssl("s_client", "-unix", node.socket().toString(), "-alpn", "h2", "-ign_eof")
                .reading("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                .run();

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.stderr()).contains("alert certificate required");
    }

    private void assertRefused(String... parts) {
        KernelProcess daemon = node.daemon();
        Command.Result result = asCaller("status").run();

        result.assertFailed(UNREACHABLE, parts);
        assertThat(result.stdout()).isEmpty();
        assertThat(node.daemon()).isEqualTo(daemon);
        node.aurae("status").orFail();
    }

    private void sign(String authority, String key, String from, String until) {
        node.write("callers/index.txt", "");
        node.write("callers/serial", "01\n");
        openssl(
                        "ca",
                        "-batch",
                        "-notext",
                        "-config",
                        file("client.cnf"),
                        "-extensions",
                        "client",
                        "-in",
                        file("caller.csr"))
                .with(
                        "-cert",
                        authority,
                        "-keyfile",
                        key,
                        "-startdate",
                        from,
                        "-enddate",
                        until,
                        "-out",
                        file("caller.crt"))
                .orFail();
    }

    private Command asCaller(String verb) {
        Path config = node.write(
                "callers/config", """
                [auth]
                ca_crt = "%s"
                client_crt = "%s"
                client_key = "%s"
                [system]
                socket = "%s"
                """.formatted(pki("ca.crt"), file("caller.crt"), file("caller.key"), node.socket()));
        return Command.of(Project.program("aurae").toString(), "--config", config.toString(), verb);
    }

    private String pki(String name) {
        return node.directory().resolve("etc/pki").resolve(name).toString();
    }

    private String file(String name) {
        return node.directory().resolve("callers").resolve(name).toString();
    }

    private static Command openssl(String... words) {
        return Command.of("openssl").with(words);
    }
}
