// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.manual.Completion;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The table of verbs. A command line gets only the verb it names, so that the classes of the others stay unread. */
final class Verbs {
    private static final List<String> NAMES = List.of(
            "up",
            "down",
            "status",
            "run",
            "update",
            "ps",
            "stats",
            "top",
            "logs",
            "events",
            "explain",
            "inspect",
            "exec",
            "cp",
            "stop",
            "kill",
            "wait",
            "freeze",
            "thaw",
            "rm",
            "pull",
            "images",
            "rmi",
            "image",
            "cell",
            "instance",
            "volume",
            "system",
            "completion",
            "version");

    /** Those that no help text names. */
    private static final Set<String> HIDDEN = Set.of(Completion.NAMES);

    private static final Set<String> TAKE_A_VALUE = Set.of("--config", "--socket", "--output", "-o");

    private Verbs() {}

    /** The grammar for these arguments: with the one verb they name, or with all when they name none. */
    static CommandLine commandLine(Aurae aurae, String... arguments) {
        CommandLine line = new CommandLine(aurae);
        String named = firstWord(arguments);
        for (String name : NAMES.contains(named) || HIDDEN.contains(named) ? List.of(named) : NAMES) {
            line.addSubcommand(name, verb(name, aurae));
        }
        explain(line);
        return line;
    }

    /** The grammar with all verbs. */
    static CommandLine whole(Aurae aurae) {
        return commandLine(aurae);
    }

    private static String firstWord(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (TAKE_A_VALUE.contains(arguments[i])) {
                i++;
            } else if (!arguments[i].startsWith("-")) {
                return arguments[i];
            }
        }
        return "";
    }

    private static Object verb(String name, Aurae aurae) {
        return switch (name) {
            case "up" -> new Up(aurae);
            case "down" -> new Down(aurae);
            case "status" -> new StatusVerb(aurae);
            case "run" -> new Run(aurae);
            case "update" -> new Update(aurae);
            case "stats" -> new StatsVerb(aurae);
            case "top" -> new Top(aurae);
            case "freeze" -> new Freeze(aurae);
            case "thaw" -> new Thaw(aurae);
            case "ps" -> new Ps(aurae);
            case "logs" -> new Logs(aurae);
            case "events" -> new EventsVerb(aurae);
            case "explain" -> new Explain(aurae);
            case "inspect" -> new Inspect(aurae);
            case "exec" -> new Exec(aurae);
            case "cp" -> new Cp(aurae);
            case "stop" -> new Stop(aurae);
            case "kill" -> new Kill(aurae);
            case "wait" -> new Wait(aurae);
            case "rm" -> new Rm(aurae);
            case "pull" -> new Pull(aurae);
            case "images" -> new Images(aurae);
            case "rmi" -> new Rmi(aurae);
            case "image" -> ImageVerbs.commandLine(aurae);
            case "cell" -> CellVerbs.commandLine(aurae);
            case "volume" -> VolumeVerbs.commandLine(aurae);
            case "instance" -> InstanceVerbs.commandLine(aurae);
            case "system" -> SystemVerbs.commandLine(aurae);
            case "completion" -> new CompletionVerb(aurae);
            case Completion.NAMES -> new NamesVerb(aurae);
            case "version" -> new Version(aurae);
            default -> throw new IllegalArgumentException("no such verb: " + name);
        };
    }

    /** What all help texts have in common. */
    private static void explain(CommandLine line) {
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        boolean runsProcess = line.getCommandSpec().exitCodeOnExecutionException() == ExitCode.NOT_STARTED;
        usage.exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(runsProcess ? ExitCode.ofProcesses() : ExitCode.ofRequests());
        usage.sortOptions(false).abbreviateSynopsis(true);
        if (usage.footerHeading().isEmpty() && usage.footer().length > 0) {
            usage.footerHeading("%nExample:%n");
        }
        usage.descriptionHeading(usage.description().length > 0 ? "%n" : "");
        usage.optionListHeading("%nOptions:%n").synopsisHeading("%nUsage: ");
        line.getSubcommands().values().forEach(Verbs::explain);
    }
}
