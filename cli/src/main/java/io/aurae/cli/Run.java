// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.cells.v0.Executable;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceStatusRequest;
import io.aurae.proto.pods.v0.PodStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an image in a pod or a cell of its own. */
@Command(
        name = "run",
        header = "Run an image, in a pod or a cell of its own.",
        description = {
            "Fetches the image if the node does not have it, makes a pod with an address of its own, or with --isolation cell a cell on the"
                    + " node, and starts the image in it. Prints what the process writes until it ends, or with -d only the name;"
                    + " Ctrl-C stops it. When anything fails, everything made for it is undone.",
            "ARG replaces the image's command; its entrypoint stays, unless --entrypoint is given.",
            "A limit that is not given is that of what lies around it. Amounts of bytes take k, m, g or t, powers of 1024."
        },
        footer = {
            "  aurae run -d -p 8080:80 --name web nginx",
            "  aurae run --rm -it debian -- bash",
            "  aurae run -d --name site -v pages:/usr/share/nginx/html --init 'busybox cp /etc/hostname /usr/share/nginx/html/' nginx",
            "  aurae run --rm -it --pod web debian -- bash",
            "  aurae run --rm --isolation cell debian -- ip address",
            "  aurae run --rm -e GREETING=hello --memory 64m busybox -- sh -c 'echo $GREETING'"
        },
        exitCodeOnExecutionException = ExitCode.NOT_STARTED)
final class Run implements Callable<Integer> {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "How it is called. Default: as the image, with four random digits.")
    private String name = "";

    @Option(
            names = {"-d", "--detach"},
            description = "Print the name and end; the process runs on.")
    private boolean detach;

    @Option(
            names = {"-i", "--interactive"},
            description = "Pass standard input on.")
    private boolean interactive;

    @Option(
            names = {"-t", "--tty"},
            description = "Give the process a terminal.")
    private boolean terminal;

    @Option(names = "--rm", description = "Remove it when the process has ended.")
    private boolean remove;

    @Option(
            names = "--pull",
            paramLabel = "WHEN",
            defaultValue = "missing",
            description = "Whether to ask the registry: always, missing or never. Default: ${DEFAULT-VALUE}.")
    private PullPolicy pull = PullPolicy.MISSING;

    @Option(
            names = "--entrypoint",
            paramLabel = "PROGRAM",
            description = "Instead of the image's entrypoint and command.")
    private @Nullable String entrypoint;

    @Mixin
    private RunOptions options = new RunOptions();

    @Parameters(
            index = "0",
            paramLabel = "IMAGE[@HOST[@DOMAIN]]",
            description = "[registry/]repository[:tag][@digest], and the node it is to run on. Default: this one.")
    private ImageTarget target = new ImageTarget("", Optional.empty(), Optional.empty());

    @Parameters(
            index = "1..*",
            paramLabel = "ARG",
            description = "Behind --: arguments instead of the image's command.")
    private List<String> arguments = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    private final Aurae aurae;

    Run(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws Exception {
        requireSense();
        try (AuraeClient client = aurae.connect()) {
            requireThisHost(client);
            options.initImages().forEach(image -> ensureImage(client, image));
            Image image = ensureImage(client, target.image());
            String label = target.label();
            String called = name.isEmpty() ? label + "-" + randomDigits() : name;
            Executable.Builder main = Executable.newBuilder()
                    .setName(label)
                    .addAllArgs(words(image))
                    .setTerminal(terminal)
                    .setStdin(interactive)
                    .setStdinOnce(interactive && !terminal); // a terminal is connected anew when the daemon died
            Launch launch = options.launch(client, called, target.image(), main);
            return detach ? detached(launch) : foreground(client, launch);
        }
    }

    private void requireSense() {
        String wrong = options.contradiction();
        wrong = detach && (interactive || remove) ? "--detach goes with neither --interactive nor --rm" : wrong;
        wrong = terminal && !interactive ? "--tty needs --interactive" : wrong;
        wrong = terminal && !aurae.streams().areTerminal()
                ? "--tty needs a terminal here, on standard input and output"
                : wrong;
        if (!wrong.isEmpty()) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), wrong);
        }
    }

    private void requireThisHost(AuraeClient client) {
        if (target.host().isEmpty()) {
            return;
        }
        DiscoverResponse node = client.discovery().discover(DiscoverRequest.getDefaultInstance());
        String domain = node.getSpiffeId().replaceFirst("^spiffe://([^/]*).*", "$1");
        if (!target.host().get().equals(node.getHost())
                || !target.domain().orElse(domain).equals(domain)) {
            String wanted = target.host().get()
                    + target.domain().map(name -> "@" + name).orElse("");
            throw CliException.refused("host '" + wanted + "' is not this one (expected: '" + node.getHost() + "' or '"
                    + node.getHost() + "@" + domain + "'; remote hosts come with the mesh)");
        }
    }

    private Image ensureImage(AuraeClient client, String reference) {
        ImageServiceStatusRequest request =
                ImageServiceStatusRequest.newBuilder().setReference(reference).build();
        if (pull != PullPolicy.ALWAYS) {
            var present = client.images().status(request);
            if (present.hasImage()) {
                return present.getImage();
            }
        }
        if (pull == PullPolicy.NEVER) {
            throw CliException.notFound(
                    "the node has no image '" + reference + "' (expected: one that 'aurae images' shows)");
        }
        return Pull.pull(client, reference, aurae.streams());
    }

    /** Nothing when the image's own command is to run. */
    private List<String> words(Image image) {
        List<String> words = new ArrayList<>();
        if (entrypoint != null) {
            words.add(entrypoint);
        } else if (!arguments.isEmpty()) {
            words.addAll(image.getConfig().getEntrypointList());
        }
        words.addAll(arguments);
        return words;
    }

    private static String randomDigits() {
        return String.format("%04x", ThreadLocalRandom.current().nextInt(0x10000));
    }

    private int detached(Launch launch) {
        Optional<PodStatus> pod;
        try (Interruption ignored = new Interruption(() -> launch.end(true), aurae.streams())) {
            pod = launch.start();
        }
        aurae.output().show(launch::name, () -> pod.map(Documents::of).orElseGet(() -> Documents.of(launch.cell())));
        if (aurae.isForPeople()) {
            pod.filter(made -> made.getIpsCount() > 0)
                    .ifPresent(made -> aurae.streams().err().println("address " + made.getIps(0)));
        }
        return ExitCode.OK;
    }

    private int foreground(AuraeClient client, Launch launch) throws Exception {
        try (Interruption ignored = new Interruption(() -> launch.end(remove), aurae.streams())) {
            launch.start();
            Foreground foreground = new Foreground(client, launch.cell(), aurae.streams());
            int code = interactive ? foreground.converse(terminal) : foreground.follow();
            launch.end(remove);
            return code;
        }
    }
}
