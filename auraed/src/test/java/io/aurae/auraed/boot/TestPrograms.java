// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The C programs the tests run, built once for each test run into the module's target folder. */
final class TestPrograms {
    private static final Path FOLDER = Path.of("target/launcher").toAbsolutePath();
    private static @Nullable Path built;

    private TestPrograms() {}

    /** The launcher with the address and undefined-behaviour sanitizers; it calls a daemon healthy after one second. */
    static Path launcher() {
        return build().resolve("auraed-sanitized");
    }

    /** The program that enters namespaces, with the same sanitizers. */
    static Path enter() {
        return build().resolve("aurae-enter-sanitized");
    }

    /** The program that needs a user namespace in the hand, with the same sanitizers. */
    static Path userns() {
        return build().resolve("aurae-userns-sanitized");
    }

    /** The program of {@code src/test/c}: notes its starts and signals, and answers simple commands. */
    static Path daemon() {
        return build().resolve("test-daemon");
    }

    private static synchronized Path build() {
        if (built == null) {
            make("src/main/c", "sanitized");
            make("src/test/c", "all");
            built = FOLDER;
        }
        return built;
    }

    private static void make(String folder, String target) {
        ProcessBuilder make = new ProcessBuilder("make", "-s", "-C", folder, "OUT=" + FOLDER, target);
        try {
            int code = make.inheritIO().start().waitFor();
            if (code != 0) {
                throw new IllegalStateException("make '" + target + "' in '" + folder + "' ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while building", e);
        }
    }
}
