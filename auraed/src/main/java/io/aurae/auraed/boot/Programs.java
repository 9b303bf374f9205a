// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.oci.runtime.RuntimePrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The programs that the configuration names, or else those found on PATH. */
final class Programs {
    private Programs() {}

    static RuntimePrograms find(AuraedConfig config) {
        return new RuntimePrograms(
                        chosen(ConfigKeys.CRUN, config.crun()),
                        chosen(ConfigKeys.CONMON, config.conmon()),
                        RuntimePrograms.find("nsenter"),
                        RuntimePrograms.find("unshare"))
                .withEnter(Optional.of(config.launcher().resolveSibling("aurae-enter"))
                        .filter(Files::isExecutable));
    }

    private static Path chosen(ConfigKey<Path> key, Path configured) {
        if (!configured.isAbsolute()) {
            return RuntimePrograms.find(configured.toString());
        }
        if (!Files.isRegularFile(configured) || !Files.isExecutable(configured)) {
            throw new ConfigException(
                    "setting '" + key.name() + "' has the value '" + configured + "' (expected: an executable file)");
        }
        return configured;
    }
}
