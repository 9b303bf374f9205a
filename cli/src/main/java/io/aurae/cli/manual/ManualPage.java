// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of one verb, in the language of man(7). */
public final class ManualPage {
    private final Troff page = new Troff();
    private final CommandLine line;
    private final CommandSpec spec;
    private final String program;

    private ManualPage(CommandLine line, String program) {
        this.line = line;
        this.spec = line.getCommandSpec();
        this.program = program;
    }

    /**
     * The page of a verb with its help text's content.
     *
     * @param program the name and version of the program
     */
    public static String of(CommandLine verb, String program) {
        ManualPage page = new ManualPage(verb, program);
        page.write();
        return page.page.toString();
    }

    /** The page's name: {@code aurae-image-pull} for {@code aurae image pull}. */
    public static String name(CommandLine verb) {
        return verb.getCommandSpec().qualifiedName("-");
    }

    private void write() {
        UsageMessageSpec usage = spec.usageMessage();
        page.title(name(line), program);
        page.section("Name").text(name(line) + " - " + header(spec));
        page.section("Synopsis").synopsis(spec.qualifiedName(), synopsis());
        page.section("Description").text(header(spec));
        for (String paragraph : usage.description()) {
            page.paragraph(formatted(paragraph));
        }
        arguments();
        options("Options", false);
        options("Options of every verb", true);
        verbs();
        codes(usage.exitCodeList());
        page.section("Examples")
                .verbatim(
                        Arrays.stream(usage.footer()).map(ManualPage::formatted).toList());
        page.section("See also").text(seeAlso());
    }

    private static String header(CommandSpec spec) {
        return formatted(String.join(" ", spec.usageMessage().header()));
    }

    /** As picocli would print it. */
    private static String formatted(String text) {
        return String.format(text);
    }

    private String synopsis() {
        String options = spec.options().isEmpty() ? "" : "[OPTIONS]";
        String arguments = spec.positionalParameters().stream()
                .map(argument -> {
                    String label = argument.paramLabel() + (argument.isMultiValue() ? "..." : "");
                    return argument.arity().min() == 0 ? " [" + label + "]" : " " + label;
                })
                .reduce("", String::concat);
        return options + arguments + (spec.subcommands().isEmpty() ? "" : " VERB");
    }

    private void arguments() {
        if (!spec.positionalParameters().isEmpty()) {
            page.section("Arguments");
            spec.positionalParameters()
                    .forEach(argument -> page.item("", argument.paramLabel(), text(argument.description())));
        }
    }

    private void options(String heading, boolean inherited) {
        List<OptionSpec> options = spec.options().stream()
                .filter(option -> option.inherited() == inherited && !option.hidden())
                .toList();
        if (!options.isEmpty()) {
            page.section(heading);
            options.forEach(option -> page.item(
                    String.join(", ", option.names()),
                    option.arity().max() > 0 ? option.paramLabel() : "",
                    text(option.description())));
        }
    }

    private static String text(String... lines) {
        return formatted(String.join(" ", lines));
    }

    private void verbs() {
        if (!line.getSubcommands().isEmpty()) {
            page.section("Verbs");
            line.getSubcommands().forEach((name, verb) -> {
                if (name.equals(verb.getCommandName()) || !line.getSubcommands().containsKey(verb.getCommandName())) {
                    page.item(name, "", header(verb.getCommandSpec()));
                }
            });
        }
    }

    private void codes(Map<String, String> codes) {
        if (!codes.isEmpty()) {
            page.section("Exit status");
            codes.forEach((code, meaning) -> page.item(code.strip(), "", meaning));
        }
    }

    private String seeAlso() {
        CommandLine parent = line.getParent();
        String above = parent == null ? "auraed(8)" : name(parent) + "(1)";
        String below = line.getSubcommands().values().stream()
                .filter(verb -> !verb.getCommandSpec().usageMessage().hidden())
                .map(verb -> ", " + name(verb) + "(1)")
                .distinct()
                .reduce("", String::concat);
        return above + below;
    }
}
