// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The scripts by which shells complete a command line; each asks the program itself for names, by its hidden verb {@link #NAMES}. */
public enum Completion {
    /** For bash, by {@code complete}. */
    BASH,
    /** For zsh, as a function of its own completion system. */
    ZSH,
    /** For fish, by {@code complete}. */
    FISH;

    /** The hidden verb that prints names of one kind, a line each, and nothing when no node answers soon. */
    public static final String NAMES = "__names";

    /** The script for a program with all its verbs. */
    public String script(CommandLine program) {
        Words words = Words.of(program);
        return switch (this) {
            case BASH -> BashCompletion.script(words);
            case ZSH -> ZshCompletion.script(words);
            case FISH -> FishCompletion.script(words);
        };
    }

    /** A shell function that prints what {@code text} says for the verb that is its first argument. */
    static String table(String name, Words program, Function<Words, String> text) {
        return program.all()
                .filter(words -> !text.apply(words).isEmpty())
                .map(words -> "        " + quoted(words.path()) + ") printf '%s\\n'" + text.apply(words) + " ;;\n")
                .collect(Collectors.joining("", name + "() {\n    case \"$1\" in\n", "    esac\n}\n\n"));
    }

    /** A shell function that prints what kind of value follows an option, which is its second argument, of a verb; nothing for none. */
    static String values(String name, Words program) {
        StringBuilder script = new StringBuilder(name + "() {\n    case \"$1 $2\" in\n");
        program.all()
                .forEach(words -> words.flags().stream()
                        .filter(flag -> !flag.value().isEmpty())
                        .forEach(flag -> script.append("        ")
                                .append(flag.names().stream()
                                        .map(option -> quoted(words.path() + " " + option))
                                        .collect(Collectors.joining("|")))
                                .append(") echo ")
                                .append(quoted(flag.value()))
                                .append(" ;;\n")));
        return script.append("    esac\n}\n\n").toString();
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
