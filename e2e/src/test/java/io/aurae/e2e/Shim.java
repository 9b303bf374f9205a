// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The shim of the distribution in front of a node, and {@code crictl} to call it. */
public final class Shim {
    private static final int NO_GO = 3;

    private final Node node;
    private final Path socket;
    private final File log;
    private final Path crictl;
    private Process process;

    private Shim(Node node, Path directory, Path crictl) throws IOException {
        this.node = node;
        this.socket = directory.resolve("cri.sock");
        this.log = directory.resolve("shim.log").toFile();
        this.crictl = crictl;
        this.process = launch();
    }

    /** Serves until it is stopped; skips the tests where there is no crictl. */
    public static Shim start(Node node) throws IOException {
        Shim shim = new Shim(node, node.directory(), tool("crictl"));
        shim.awaitListening();
        return shim;
    }

    /** A tool that is built from its Go module; skips the tests where there is no Go to build it with. */
    public static Path tool(String name) {
        Path tools = Project.file("e2e/target/tools");
        Command.Result built = Command.of(Project.file("e2e/tools/build.sh").toString(), tools.toString(), name)
                .run();
        if (built.exitCode() == NO_GO) {
            System.out.println("skipped: " + built.stderr());
            return abort(built.stderr());
        }
        built.orFail();
        return tools.resolve(name);
    }

    /** Where it is called. */
    public String endpoint() {
        return "unix://" + socket;
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(
                        Project.program("aurae-cri-shim").toString(),
                        "--socket",
                        socket.toString(),
                        "--config",
                        node.clientConfig().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** Where it serves, in plain text. */
    public Path socket() {
        return socket;
    }

    /** Whether the process that was started last runs still. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it without warning. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again, as its service manager would. */
    public void restart() throws IOException {
        process = launch();
        awaitListening();
    }

    /** Ends it as its service manager would. */
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private void awaitListening() {
        await().until(this::isListening);
    }

    private boolean isListening() {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    /** The client of the field, calling this shim. */
    public Command crictl(String... words) {
        return Command.of(crictl.toString(), "--config", "/dev/null", "--timeout", "30s")
                .with("--runtime-endpoint", endpoint(), "--image-endpoint", endpoint())
                .with(words);
    }
}
