// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.base.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The launcher as the leader of a session of its own, with a log file. */
final class BackgroundService implements Service {
    private static final int STOP_SECONDS = 20;
    private static final int LAST_LINES = 20;

    private final NodeLayout layout;
    private @Nullable Process started;

    BackgroundService(NodeLayout layout) {
        this.layout = layout;
    }

    @Override
    public void start(LauncherCommand command) throws IOException {
        Files.createDirectories(layout.log().toAbsolutePath().getParent());
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(command.words());
        started = new ProcessBuilder(words)
                .directory(Path.of("/").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log().toFile()))
                .start();
    }

    @Override
    public boolean stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> holder = LauncherLock.holder(layout.lock());
        if (holder.isEmpty()) {
            return false;
        }
        ProcessHandle launcher = holder.get();
        launcher.destroy();
        try {
            launcher.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new NodeException(
                    FaultCode.DEADLINE_EXCEEDED,
                    "launcher '" + launcher.pid() + "' still runs (expected: its end within " + STOP_SECONDS
                            + " s of SIGTERM)",
                    e);
        }
        return true;
    }

    @Override
    public boolean hasEnded() {
        return started != null && !started.isAlive();
    }

    @Override
    public String lastWords() throws IOException {
        if (!Files.exists(layout.log())) {
            return "nothing in " + layout.log();
        }
        List<String> lines = Files.readAllLines(layout.log());
        List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        return "the end of " + layout.log() + ":\n" + String.join("\n", last);
    }
}
