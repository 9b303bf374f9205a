// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import java.util.ArrayList;
import java.util.List;

/** What a daemon hands on to those nested in it: where they find their configuration, and what must not differ from its own. */
final class NestedFlags {
    private NestedFlags() {}

    static List<String> of(AuraedConfig config) {
        List<String> flags = new ArrayList<>();
        config.file()
                .ifPresent(file ->
                        flags.addAll(List.of("--config", file.toAbsolutePath().toString())));
        flags.addAll(List.of(ConfigKeys.TRUST_DOMAIN.flag(), config.trustDomain()));
        flags.addAll(List.of(ConfigKeys.CRUN.flag(), config.crun().toString()));
        flags.addAll(List.of(ConfigKeys.CONMON.flag(), config.conmon().toString()));
        flags.addAll(List.of(ConfigKeys.LAUNCHER.flag(), config.launcher().toString()));
        flags.addAll(
                List.of(ConfigKeys.IDLE_TIMEOUT.flag(), config.idleTimeout().toSeconds() + "s"));
        flags.addAll(List.of(
                ConfigKeys.LOG_SIZE_MAX.flag(),
                Long.toString(config.logs().size().count())));
        flags.addAll(List.of(
                ConfigKeys.LOG_FILES.flag(), Integer.toString(config.logs().files())));
        if (config.verbose()) {
            flags.add(ConfigKeys.VERBOSE.flag());
        }
        return flags;
    }
}
