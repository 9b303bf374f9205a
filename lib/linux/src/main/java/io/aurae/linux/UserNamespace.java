// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import io.aurae.base.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A user namespace with these ids, and what is made with it by a program of ours: a JVM has too many threads to be in one.
 *
 * @param program {@code aurae-userns}
 * @param file where the namespace is, or will be, pinned
 */
public record UserNamespace(Linux linux, Path program, Path file, IdMap ids) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_SHOWN = 500;

    /**
     * Makes it together with network, IPC and UTS namespaces that belong to it, and pins each to a file, which must be there and empty. On
     * failure none is pinned.
     *
     * @param settings of the IPC namespace, by their names with dots, such as {@code kernel.shmmax}
     * @throws UserNamespaceException INTERNAL with the kernel's reason
     */
    public void pin(Path network, Path ipc, Path uts, Map<String, String> settings) {
        List<Object> words = new ArrayList<>(List.of(file, network, ipc, uts));
        settings.forEach((name, value) -> words.add(name.replace('.', '/') + "=" + value));
        run("pin", Path.of("/"), words);
    }

    /**
     * Mounts an overlay at {@code target}, an existing directory, whose layers show the mapped ids; what is written above them has the ids of
     * the outside.
     *
     * @param directory where relative paths of the options and layers begin
     * @param mode {@code rw} or {@code ro}
     * @throws UserNamespaceException INTERNAL with the kernel's reason; nothing is mounted then
     */
    public void overlay(Path directory, String mode, String options, Path target, List<Path> layers) {
        List<Object> words = new ArrayList<>(List.of(mode, options, target.toAbsolutePath()));
        words.addAll(layers);
        run("overlay", directory, words);
    }

    /**
     * Tries whether these files can be mounted with mapped ids, and leaves nothing of the trial.
     *
     * @throws UserNamespaceException FAILED_PRECONDITION that names the first whose file system cannot
     */
    public void requireMappable(List<Path> files) {
        try {
            run("check", Path.of("/"), files);
        } catch (UserNamespaceException e) {
            throw new UserNamespaceException(
                    FaultCode.FAILED_PRECONDITION,
                    e.getMessage() + " (expected: files that the kernel can mount with mapped ids)",
                    e);
        }
    }

    private void run(String what, Path directory, List<?> arguments) {
        if (!Files.isExecutable(program)) {
            throw new UserNamespaceException(
                    FaultCode.FAILED_PRECONDITION,
                    "user namespaces need the program '" + program + "' (expected: that of the distribution)");
        }
        List<String> words = Stream.concat(
                        Stream.of(
                                program, what, ids.users().text(), ids.groups().text()),
                        arguments.stream())
                .map(Object::toString)
                .toList();
        ProcessBuilder builder = ShortRun.quiet(words).directory(directory.toFile());
        try {
            ShortRun.Result result = new ShortRun(linux, builder, PATIENCE).run("");
            if (!result.succeeded()) {
                String said = result.output().strip();
                throw failed(what, "says '" + said.substring(0, Math.min(said.length(), MAX_SHOWN)) + "'");
            }
        } catch (TimeoutException e) {
            throw failed(what, "does not end", e);
        } catch (IOException e) {
            throw failed(what, "does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what, "was interrupted", e);
        }
    }

    private UserNamespaceException failed(String what, String why) {
        return new UserNamespaceException(FaultCode.INTERNAL, message(what, why));
    }

    private UserNamespaceException failed(String what, String why, Exception cause) {
        return new UserNamespaceException(FaultCode.INTERNAL, message(what, why), cause);
    }

    private String message(String what, String why) {
        return "'" + program.getFileName() + " " + what + "' " + why;
    }
}
