// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import com.electronwill.nightconfig.core.UnmodifiableConfig;
import com.electronwill.nightconfig.core.io.ParsingException;
import com.electronwill.nightconfig.toml.TomlParser;
import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import io.aurae.base.FaultCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The daemon's configuration file, of which {@code up} owns two keys: {@code host} and {@code trust_domain}. All else is its owner's. */
final class DaemonConfigFile {
    private static final String COMMENT = """
            # Configuration of auraed. Written once by `aurae up`; yours to change, then start auraed anew.
            # Every key, with its default, is in the reference: docs/reference/configuration.md.
            # Unknown keys are refused.

            # The node's name and the trust domain of its identities. Change them by `aurae up <host>@<domain> --reset`.
            """;

    private final Path file;

    DaemonConfigFile(Path file) {
        this.file = file;
    }

    /** The name the file gives; empty when there is no file, or no host in it. */
    Optional<NodeName> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        UnmodifiableConfig config = parse();
        String host = config.get("host");
        String domain = config.get("trust_domain");
        return Optional.ofNullable(host)
                .map(found -> new NodeName(found, domain == null ? NodeName.DEFAULT_DOMAIN : domain));
    }

    private UnmodifiableConfig parse() {
        try {
            return new TomlParser().parse(Files.readString(file));
        } catch (ParsingException | IOException e) {
            throw new NodeException(
                    FaultCode.FAILED_PRECONDITION, "configuration '" + file + "' is not readable (expected: TOML)", e);
        }
    }

    /** Sets the two keys and leaves every other line as it is. */
    void write(NodeName name) throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> present =
                Files.exists(file) ? Files.readAllLines(file) : COMMENT.lines().toList();
        boolean isNew = !Files.exists(file);
        if (isNew) {
            present.forEach(line -> text.append(line).append('\n'));
        }
        text.append("host = \"").append(name.host()).append("\"\n");
        text.append("trust_domain = \"").append(name.domain()).append("\"\n");
        if (!isNew) {
            present.stream()
                    .filter(line -> !isOurs(line))
                    .forEach(line -> text.append(line).append('\n'));
        }
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8), Durability.POWER);
    }

    private static boolean isOurs(String line) {
        return line.matches("\\s*(host|trust_domain)\\s*=.*");
    }
}
