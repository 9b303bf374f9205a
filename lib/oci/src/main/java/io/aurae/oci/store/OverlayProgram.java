// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.linux.Linux;
import io.aurae.linux.ShortRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Mounts an overlay of so many layers that their absolute paths are too long for one call: mount(8), started in the directory of the layers, where their
 * names alone will do. A JVM has no working directory of its own that it could change.
 */
final class OverlayProgram {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_SHOWN = 500;

    private final Linux linux;

    OverlayProgram(Linux linux) {
        this.linux = linux;
    }

    void mount(Path layers, Path target, OverlayOptions options, Snapshots.Access access) {
        String text = options.relativeText(layers);
        if (!OverlayOptions.fits(text)) {
            throw failed(target, "its " + options.lowers().size() + " layers are too many for one mount", null);
        }
        String mode = access == Snapshots.Access.READ_ONLY ? "ro" : "rw";
        List<String> words = List.of("mount", "--no-mtab", "-t", "overlay", "overlay", "-o", mode + "," + text);
        ProcessBuilder program = ShortRun.quiet(words).directory(layers.toFile());
        program.command().add(target.toAbsolutePath().toString());
        program.environment().put("LC_ALL", "C.UTF-8");
        try {
            ShortRun.Result result = new ShortRun(linux, program, PATIENCE).run("");
            if (!result.succeeded()) {
                String said =
                        result.output().substring(0, Math.min(result.output().length(), MAX_SHOWN));
                throw failed(target, "mount(8) says '" + said.strip() + "'", null);
            }
        } catch (TimeoutException e) {
            throw failed(target, "mount(8) does not end", e);
        } catch (IOException e) {
            throw failed(target, "mount(8) does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(target, "interrupted", e);
        }
    }

    private static StoreException.MountFailed failed(Path target, String why, @Nullable Exception cause) {
        return new StoreException.MountFailed("cannot mount an overlay at '" + target + "': " + why, cause);
    }
}
