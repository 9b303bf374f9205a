// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.base.AuraeException;
import io.aurae.base.Bytes;
import io.aurae.rpc.AuraeChannel;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The way in: reads the command line, runs the verb, and turns every failure into one line and an exit code. */
public final class Main {
    private Main() {}

    /** Ends the process with the verb's exit code. */
    public static void main(String[] arguments) throws InterruptedException {
        Streams streams = Streams.ofProcess();
        int code = runToTheLastLine(streams, arguments);
        AuraeChannel.endThread();
        System.exit(code);
    }

    private static int runToTheLastLine(Streams streams, String... arguments) {
        try {
            int code = run(streams, arguments);
            streams.out().flush();
            return code;
        } catch (CliException unwritten) {
            streams.err().println("aurae: " + unwritten.getMessage());
            return unwritten.exitCode();
        }
    }

    /** Runs one command line and answers its exit code; the streams stay open. */
    static int run(Streams streams, String... arguments) {
        CommandLine line = Verbs.commandLine(new Aurae(streams), arguments);
        line.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8));
        prepare(line);
        line.setParameterExceptionHandler((failure, words) -> explainUsage(failure));
        line.setExecutionExceptionHandler((failure, verb, parsed) -> {
            streams.out().flush();
            return Failure.of(failure).report(streams.err(), verb.getCommandSpec());
        });
        return line.execute(arguments);
    }

    /** How words are read. */
    static void prepare(CommandLine line) {
        line.setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpWidth(100);
        line.registerConverter(ImageTarget.class, parsing(ImageTarget::parse))
                .registerConverter(PublishedPort.class, parsing(PublishedPort::parse))
                .registerConverter(Volume.class, parsing(Volume::parse))
                .registerConverter(InitImage.class, parsing(InitImage::parse))
                .registerConverter(DeviceLimit.class, parsing(DeviceLimit::parse))
                .registerConverter(CopyPlace.class, parsing(CopyPlace::parse))
                .registerConverter(HostName.class, parsing(HostName::parse))
                .registerConverter(IdRun.class, parsing(IdRun::parse))
                .registerConverter(AskedMount.class, parsing(AskedMount::parse))
                .registerConverter(Tmpfs.class, parsing(Tmpfs::parse))
                .registerConverter(HostDevice.class, parsing(HostDevice::parse))
                .registerConverter(SecurityChoice.class, parsing(SecurityChoice::parse))
                .registerConverter(Cpus.class, parsing(Cpus::parse))
                .registerConverter(Bytes.class, parsing(Bytes::parse))
                .registerConverter(Seconds.class, parsing(Seconds::parse))
                .registerConverter(Since.class, parsing(text -> Since.parse(text, Instant.now())))
                .registerConverter(Restart.class, parsing(Restart::parse))
                .registerConverter(Ulimit.class, parsing(Ulimit::parse))
                .registerConverter(Umask.class, parsing(Umask::parse))
                .registerConverter(Variable.class, parsing(text -> Variable.parse(text, System.getenv())));
        stopAtName(line);
    }

    /** What follows the name that exec takes is another program's command line. */
    private static void stopAtName(CommandLine line) {
        CommandLine exec = line.getSubcommands().get("exec");
        if (exec != null) {
            exec.setStopAtPositional(true);
        }
    }

    private static int explainUsage(ParameterException failure) {
        CommandLine verb = failure.getCommandLine();
        PrintWriter err = verb.getErr();
        String name = verb.getCommandSpec().qualifiedName();
        err.println(name + ": " + message(failure));
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("try '" + name + " --help'");
        }
        return ExitCode.USAGE;
    }

    /** A word in the place of a verb is no argument too many. */
    private static String message(ParameterException failure) {
        CommandLine group = failure.getCommandLine();
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !group.getSubcommands().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            String verbs = String.join(", ", group.getSubcommands().keySet());
            return "verb '" + word + "' does not exist (expected: one of " + verbs + ")";
        }
        return String.valueOf(failure.getMessage());
    }

    private static <T> ITypeConverter<T> parsing(Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (AuraeException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
