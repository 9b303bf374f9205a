// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What this package does not show to others, for the tests that damage its inputs. */
public final class BootDoor {
    private BootDoor() {}

    /** A configuration file, written to this path first. */
    public static Object config(Path file, byte[] toml) throws IOException {
        Files.write(file, toml);
        return AuraedConfig.of(ConfigSource.read(List.of("--config", file.toString())))
                .registries()
                .size();
    }

    /** How long something takes. */
    public static Object duration(String text) {
        return ConfigKeys.IDLE_TIMEOUT.value(text).isZero();
    }
}
