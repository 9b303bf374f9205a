// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.stream.Collectors;

/** For fish: one rule for each verb, option and argument, each with the verb it belongs to. */
final class FishCompletion {
    private static final String WALK = """
            # The verb that the line before the cursor names.
            function __aurae_verb
                set -l verb ''
                set -l expected 0
                for word in (commandline -opc)[2..-1]
                    if test $expected = 1
                        set expected 0
                        continue
                    end
                    switch $word
                        case --
                            break
                        case '-*'
                            __aurae_takes_value "$verb $word"; and set expected 1
                        case '*'
                            __aurae_has_verb (string trim "$verb $word"); and set verb (string trim "$verb $word")
                    end
                end
                echo "$verb"
            end

            function __aurae_at
                test (__aurae_verb) = "$argv[1]"
            end

            function __aurae_names
                aurae __names $argv[1] 2>/dev/null
            end

            function __aurae_places
                aurae __names names 2>/dev/null | string replace -r '$' ':'
                __fish_complete_path (commandline -ct)
            end

            complete -c aurae -f
            """;

    private FishCompletion() {}

    static String script(Words program) {
        StringBuilder script =
                new StringBuilder("# Completion of aurae for fish, made by 'aurae completion fish'.\n\n");
        script.append(contains(
                "__aurae_has_verb",
                program.all().map(words -> quoted(words.path())).collect(Collectors.joining(" "))));
        script.append(contains(
                "__aurae_takes_value",
                program.all()
                        .flatMap(words -> words.flags().stream()
                                .filter(flag -> !flag.value().isEmpty())
                                .flatMap(flag -> flag.names().stream())
                                .map(name -> quoted(words.path() + " " + name)))
                        .collect(Collectors.joining(" "))));
        script.append(WALK);
        program.all().forEach(words -> add(script, words));
        return script.toString();
    }

    private static String contains(String name, String list) {
        return "function " + name + "\n    contains -- \"$argv[1]\" " + list + "\nend\n\n";
    }

    private static void add(StringBuilder script, Words words) {
        String at = "complete -c aurae -n " + quoted("__aurae_at \"" + words.path() + "\"");
        words.verbs()
                .forEach(verb -> script.append(at)
                        .append(" -a ")
                        .append(verb.name())
                        .append(" -d ")
                        .append(quoted(verb.header()))
                        .append('\n'));
        words.flags()
                .forEach(flag -> script.append(at)
                        .append(names(flag))
                        .append(value(flag.value()))
                        .append(" -d ")
                        .append(quoted(flag.description()))
                        .append('\n'));
        words.arguments().stream()
                .distinct()
                .filter(kind -> !kind.equals("any"))
                .forEach(kind -> script.append(at).append(candidates(kind)).append('\n'));
    }

    private static String names(Words.Flag flag) {
        return flag.names().stream()
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String value(String kind) {
        if (kind.isEmpty()) {
            return "";
        }
        return kind.equals("any") ? " -x" : " -r" + candidates(kind);
    }

    private static String candidates(String kind) {
        if (kind.startsWith("words ")) {
            return " -a " + quoted(kind.substring("words ".length()));
        }
        return switch (kind) {
            case "files" -> " -F";
            case "places" -> " -a '(__aurae_places)'";
            default -> " -a '(__aurae_names " + kind + ")'";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
