// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The launcher as a program, built with sanitizers, that runs in a directory of the test's own with a test daemon in the JVM's place.
 * Closing kills it, and fails when a sanitizer had something to say.
 */
final class LauncherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final Process process;

    private LauncherProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts the launcher as a service on {@code directory/run}; further flags reach the test daemon too. */
    static LauncherProcess start(Path directory, String... flags) throws IOException {
        return start(directory, TestPrograms.daemon(), flags);
    }

    /** As {@link #start(Path, String...)}, with this program as the daemon. */
    static LauncherProcess start(Path directory, Path daemon, String... flags) throws IOException {
        return start(directory, daemon, List.of(), flags);
    }

    /** Starts the launcher as PID 1 of a pid namespace; the mount namespace is the caller's. */
    static LauncherProcess startNested(Path directory, String... flags) throws IOException {
        List<String> inNamespace = List.of("unshare", "--pid", "--fork", "--kill-child", "--propagation", "unchanged");
        List<String> nested = new ArrayList<>(List.of("--nested"));
        nested.addAll(List.of(flags));
        LauncherProcess launcher = start(directory, TestPrograms.daemon(), inNamespace, nested.toArray(String[]::new));
        await().atMost(PATIENCE).until(() -> Files.exists(launcher.socket()) || !launcher.isAlive());
        return launcher;
    }

    private static LauncherProcess start(Path directory, Path daemon, List<String> before, String... flags)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(TestPrograms.launcher().toString());
        command.addAll(List.of("--runtime-dir", directory.resolve("run").toString()));
        command.addAll(List.of("--log", directory.resolve("log").toString()));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("AURAED_DAEMON", daemon.toString());
        builder.redirectOutput(directory.resolve("stdout").toFile());
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(directory.resolve("stderr").toFile()));
        return new LauncherProcess(directory, builder.start());
    }

    Path socket() {
        return directory.resolve("run/aurae.sock");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The launcher's own pid as this test sees it. */
    long pid() {
        return process.info().command().orElse("").endsWith("unshare")
                ? process.children().findFirst().orElseThrow().pid()
                : process.pid();
    }

    /** The pids, as this test sees them, of the launcher's children, ended ones that nobody reaped included. */
    List<Long> children() {
        return ProcessHandle.of(pid())
                .orElseThrow()
                .children()
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Sends one command to the test daemon and returns its answer, waiting as long as it takes to be served. */
    String ask(String command) throws IOException {
        try (SocketChannel connection = connect()) {
            connection.write(ByteBuffer.wrap(command.getBytes(UTF_8)));
            InputStream answer = Channels.newInputStream(connection);
            return new String(answer.readAllBytes(), UTF_8);
        }
    }

    /** A connection, which succeeds as soon as the launcher holds the socket. */
    SocketChannel connect() throws IOException {
        await().atMost(PATIENCE).until(() -> Files.exists(socket()));
        SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
        connection.connect(UnixDomainSocketAddress.of(socket()));
        return connection;
    }

    /** What the test daemon noted: its starts and the signals it got. */
    List<String> daemonLog() {
        return lines("log");
    }

    /** What the launcher said. */
    List<String> messages() {
        return lines("stderr");
    }

    String output() {
        return String.join("\n", lines("stdout"));
    }

    private List<String> lines(String file) {
        try {
            Path path = directory.resolve(file);
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal to the launcher: "TERM", "HUP", … */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended in time")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
        assertThat(messages()).noneMatch(line -> line.contains("Sanitizer") || line.contains("runtime error"));
    }
}
