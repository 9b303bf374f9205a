// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.manual.Completion;
import io.aurae.cli.manual.DaemonPage;
import io.aurae.cli.manual.ManualPage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Writes what a distribution has in its share folder: manual pages, and scripts by which shells complete command lines. */
public final class Share {
    private final Path folder;
    private final String program;

    private Share(Path folder, String program) {
        this.folder = folder;
        this.program = program;
    }

    /** Takes the folder and the version; reads what {@code auraed --help} prints from standard input. */
    public static void main(String[] arguments) throws IOException {
        String help = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        new Share(Path.of(arguments[0]), "Aurae " + arguments[1]).write(help);
    }

    private void write(String daemonHelp) throws IOException {
        CommandLine whole = grammar();
        put("bash-completion/completions/aurae", Completion.BASH.script(whole));
        put("zsh/site-functions/_aurae", Completion.ZSH.script(whole));
        put("fish/vendor_completions.d/aurae.fish", Completion.FISH.script(whole));
        put("man/man8/auraed.8", DaemonPage.of(daemonHelp, program));
        pages(whole);
    }

    /** The command line with all verbs. */
    static CommandLine grammar() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Verbs.whole(new Aurae(new Streams(new ByteArrayInputStream(new byte[0]), nowhere, nowhere, false)));
    }

    private void pages(CommandLine verb) throws IOException {
        put("man/man1/" + ManualPage.name(verb) + ".1", ManualPage.of(verb, program));
        for (CommandLine below : verb.getSubcommands().values()) {
            pages(below);
        }
    }

    private void put(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
