// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.manual.Completion;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete the command line. */
@Command(
        name = "completion",
        header = "Print the script by which a shell completes this program's command lines.",
        description = {
            "It knows verbs, options and their values, and asks the node for names of what runs, of images, volumes and instances.",
            "The distribution has the three scripts below its share/ folder too."
        },
        footer = {
            "  source <(aurae completion bash)",
            "  aurae completion zsh > /usr/local/share/zsh/site-functions/_aurae",
            "  aurae completion fish > ~/.config/fish/completions/aurae.fish"
        })
final class CompletionVerb implements Callable<Integer> {
    @Parameters(paramLabel = "SHELL", description = "One of bash, zsh and fish.")
    private @Nullable Completion shell;

    private final Aurae aurae;

    CompletionVerb(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        if (shell != null) {
            aurae.streams().out().print(shell.script(Verbs.whole(aurae)));
            aurae.streams().out().flush();
        }
        return ExitCode.OK;
    }
}
