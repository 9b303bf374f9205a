// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.node;

import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import io.aurae.base.FaultCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The launcher as a unit of systemd. Stopping the unit ends launcher and daemon only: workloads run on. */
final class SystemdService implements Service {
    private static final String UNIT = "auraed.service";

    private final Path units;

    SystemdService(Path units) {
        this.units = units;
    }

    @Override
    public void start(LauncherCommand command) throws IOException, InterruptedException {
        Path file = units.resolve(UNIT);
        String wanted = unit(command);
        if (!Files.exists(file) || !Files.readString(file).equals(wanted)) {
            AtomicFile.write(file, wanted.getBytes(StandardCharsets.UTF_8), Durability.POWER);
            systemctl("daemon-reload");
        }
        systemctl("enable", UNIT);
        systemctl("start", "--no-block", UNIT);
    }

    @Override
    public boolean stop() throws IOException, InterruptedException {
        boolean ran = !hasEnded();
        if (ran) {
            systemctl("stop", UNIT);
        }
        return ran;
    }

    @Override
    public boolean hasEnded() throws IOException, InterruptedException {
        return hasEnded(shown("--property=ActiveState", "--property=Job"));
    }

    /** @param shown the unit's state, and the job that is to change it, if there is one; while it is being started it is not active yet */
    static boolean hasEnded(String shown) {
        boolean rests = shown.lines().anyMatch(line -> line.matches("ActiveState=(inactive|failed)"));
        return rests && shown.lines().noneMatch(line -> line.matches("Job=[1-9][0-9]*"));
    }

    @Override
    public String lastWords() {
        return "its log is shown by: journalctl --unit " + UNIT;
    }

    static String unit(LauncherCommand command) {
        String words = command.words().stream().map(SystemdService::quoted).collect(Collectors.joining(" "));
        return """
                # Written by `aurae up`.
                [Unit]
                Description=Aurae, the node runtime
                After=network.target

                [Service]
                Type=exec
                ExecStart=%s
                Restart=always
                # Workloads are not the daemon's: they outlive it.
                KillMode=process
                Delegate=yes
                TasksMax=infinity
                LimitNOFILE=1048576

                [Install]
                WantedBy=multi-user.target
                """.formatted(words);
    }

    private static String quoted(String word) {
        String escaped = word.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("%", "%%")
                .replace("$", "$$");
        return escaped.matches("[A-Za-z0-9_./:=@%+-]+") ? escaped : '"' + escaped + '"';
    }

    private static String shown(String... properties) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl", "show", UNIT));
        command.addAll(List.of(properties));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return shown;
    }

    private static void systemctl(String... words) throws IOException, InterruptedException {
        int code = run(words);
        if (code != 0) {
            throw new NodeException(
                    FaultCode.FAILED_PRECONDITION,
                    "'systemctl " + String.join(" ", words) + "' ended with " + code + " (expected: 0)");
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
