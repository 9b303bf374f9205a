// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.oci.runtime.RuntimePrograms;
import java.nio.file.Files;
import java.nio.file.Path;

/** The programs that the configuration names, or else those found on PATH. */
final class Programs {
    private Programs() {}

    static RuntimePrograms find(AuraedConfig config) {
        RuntimePrograms found = RuntimePrograms.find();
        return new RuntimePrograms(
                chosen(ConfigKeys.CRUN, config.crun(), found.crun()),
                chosen(ConfigKeys.CONMON, config.conmon(), found.conmon()),
                found.nsenter(),
                found.unshare());
    }

    private static Path chosen(ConfigKey<Path> key, Path configured, Path found) {
        if (configured.getNameCount() == 1 && !configured.isAbsolute()) {
            return found;
        }
        if (!Files.isExecutable(configured)) {
            throw new ConfigException(
                    "setting '" + key.name() + "' has the value '" + configured + "' (expected: an executable file)");
        }
        return configured;
    }
}
