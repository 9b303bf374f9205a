// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Format;
import io.aurae.cli.output.Output;
import io.aurae.client.AuraeClient;
import io.aurae.client.ClientConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program itself: the options that every verb has, and what the verbs need to do their work. */
@Command(
        name = "aurae",
        versionProvider = Version.Provider.class,
        header = "Runs cells, pods and instances on the machine that auraed owns.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "aurae VERB [OPTIONS] [ARGUMENTS]",
        optionListHeading = "%nOptions of every verb:%n",
        commandListHeading = "%nVerbs:%n",
        footerHeading = "%nExample:%n",
        footer = {
            "  sudo aurae up alice",
            "  aurae run -d -p 8080:80 nginx",
            "  aurae ps",
            "",
            "'aurae VERB --help' tells more about a verb."
        })
final class Aurae {
    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The client's configuration. Default: ~/.aurae/config, else /etc/aurae/config.")
    private @Nullable Path config;

    @Option(
            names = "--socket",
            scope = ScopeType.INHERIT,
            paramLabel = "PATH",
            description = "The Unix socket of the daemon to ask. Default: the one the configuration names.")
    private @Nullable Path socket;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "How to print an answer: table, json or yaml. Default: table.")
    private Format format = Format.TABLE;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this text and end.")
    @SuppressWarnings("unused") // picocli reads it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print this program's version and end.")
    @SuppressWarnings("unused") // picocli reads it
    private boolean version;

    private final Streams streams;

    Aurae(Streams streams) {
        this.streams = streams;
    }

    Streams streams() {
        return streams;
    }

    Output output() {
        return new Output(format, streams.out());
    }

    /** Whether people are to read the answer, not a program. */
    boolean isForPeople() {
        return format == Format.TABLE;
    }

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    Optional<Path> socket() {
        return Optional.ofNullable(socket);
    }

    /** A connection to the daemon that the options and the configuration name. */
    AuraeClient connect() {
        ClientConfig found = config == null ? ClientConfig.load() : ClientConfig.load(config);
        return AuraeClient.open(socket == null ? found : found.withSocket(socket.toString()));
    }
}
