// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.linux.Linux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Where plugins are found, what starts them, and how long each may take. */
record Plugins(Linux linux, List<Path> directories, Duration deadline) {
    /** @throws NetworkException FAILED_PRECONDITION when no directory has the plugin */
    Plugin find(String name) {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw new NetworkException.PluginMissing(name, directories);
        }
        Path program = directories.stream()
                .map(directory -> directory.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new NetworkException.PluginMissing(name, directories));
        return new Plugin(name, program.toAbsolutePath(), this);
    }

    /** Handed on, for plugins that run others. */
    String searchPath() {
        return String.join(":", directories.stream().map(Path::toString).toList());
    }
}
