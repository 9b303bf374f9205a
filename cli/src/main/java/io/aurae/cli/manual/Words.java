// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What can stand behind a verb.
 *
 * @param path the words that lead to it, such as {@code image pull}; empty for the program itself
 * @param header one sentence
 * @param arguments what kind each argument is, in their order; the last one's for all that follow
 */
record Words(String path, String header, List<Flag> flags, List<Words> verbs, List<String> arguments) {
    private static final List<String> FILES = List.of("FILE", "DIR", "PATH", "SRC", "DST");

    /**
     * An option.
     *
     * @param value what kind of value follows: {@code files}, {@code any}, {@code words} with the words, a kind of names; empty for none
     */
    record Flag(List<String> names, String description, String value) {}

    static Words of(CommandLine line) {
        return of(line, "");
    }

    private static Words of(CommandLine line, String path) {
        CommandSpec spec = line.getCommandSpec();
        List<Words> verbs = new ArrayList<>();
        line.getSubcommands().forEach((name, verb) -> {
            if (name.equals(verb.getCommandName()) || !spec.subcommands().containsKey(verb.getCommandName())) {
                verbs.add(of(verb, (path + " " + name).strip()));
            }
        });
        return new Words(
                path,
                String.join(" ", spec.usageMessage().header()),
                spec.options().stream()
                        .filter(option -> !option.hidden())
                        .map(Words::flag)
                        .toList(),
                verbs,
                arguments(spec, path));
    }

    private static Flag flag(OptionSpec option) {
        boolean takesValue = option.arity().max() > 0;
        return new Flag(
                Arrays.asList(option.names()),
                String.join(" ", option.description()),
                takesValue ? optionKind(option) : "");
    }

    private static String optionKind(ArgSpec option) {
        if (option.type().isEnum()) {
            return Stream.concat(
                            Stream.of("words"),
                            Arrays.stream(option.type().getEnumConstants())
                                    .map(value -> value.toString().toLowerCase(Locale.ROOT)))
                    .collect(Collectors.joining(" "));
        }
        return FILES.contains(option.paramLabel()) ? "files" : "any";
    }

    private static List<String> arguments(CommandSpec spec, String path) {
        return spec.positionalParameters().stream()
                .map(argument -> argumentKind(argument, path))
                .toList();
    }

    /** Names by the group that the verb is in; most verbs are about what runs. */
    private static String argumentKind(PositionalParamSpec argument, String path) {
        String label = argument.paramLabel();
        if (label.equals("SRC") || label.equals("DST")) {
            return "places";
        }
        if (label.startsWith("IMAGE")) {
            return "images";
        }
        if (label.equals("NAME") || label.equals("CELL")) {
            return path.startsWith("instance ") ? "instances" : path.startsWith("volume ") ? "volumes" : named(label);
        }
        return FILES.contains(label) || label.equals("WORD") || label.equals("ARG") ? "files" : "any";
    }

    private static String named(String label) {
        return label.equals("CELL") ? "cells" : "names";
    }

    /** This one and all below it. */
    Stream<Words> all() {
        return Stream.concat(Stream.of(this), verbs.stream().flatMap(Words::all));
    }

    /** The last word of the path. */
    String name() {
        return path.substring(path.lastIndexOf(' ') + 1);
    }
}
