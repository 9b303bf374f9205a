// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Mounts an overlay of so many layers that their absolute paths are too long for one call: mount(8), started in the directory of the layers, where their
 * names alone will do. A JVM has no working directory of its own that it could change.
 */
final class OverlayProgram {
    private static final int PATIENCE_SECONDS = 30;
    private static final int MAX_SHOWN = 500;

    private OverlayProgram() {}

    static void mount(Path layers, Path target, OverlayOptions options, Snapshots.Access access) {
        String text = options.relativeText(layers);
        if (!OverlayOptions.fits(text)) {
            throw failed(target, "its " + options.lowers().size() + " layers are too many for one mount", null);
        }
        String mode = access == Snapshots.Access.READ_ONLY ? "ro" : "rw";
        ProcessBuilder program = new ProcessBuilder(
                        "mount",
                        "--no-mtab",
                        "-t",
                        "overlay",
                        "overlay",
                        "-o",
                        mode + "," + text,
                        target.toAbsolutePath().toString())
                .directory(layers.toFile())
                .redirectErrorStream(true);
        program.environment().put("LC_ALL", "C.UTF-8");
        try {
            run(program, target);
        } catch (IOException e) {
            throw failed(target, "mount(8) does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(target, "interrupted", e);
        }
    }

    private static void run(ProcessBuilder program, Path target) throws IOException, InterruptedException {
        Process process = program.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readNBytes(MAX_SHOWN), UTF_8).strip();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw failed(target, "mount(8) does not end", null);
        }
        if (process.exitValue() != 0) {
            throw failed(target, "mount(8) says '" + output + "'", null);
        }
    }

    private static StoreException.MountFailed failed(Path target, String why, @Nullable Exception cause) {
        return new StoreException.MountFailed("cannot mount an overlay at '" + target + "': " + why, cause);
    }
}
