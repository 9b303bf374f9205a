// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.executables.LogLimits;
import io.aurae.linux.IdMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that the daemon needs to be told, complete and valid; see {@link ConfigKeys} for what each setting means. */
record AuraedConfig(
        String host,
        String trustDomain,
        Path socket,
        Path runtimeDir,
        Path libraryDir,
        Path serverCrt,
        Path serverKey,
        Path caCrt,
        Path caKey,
        String cgroupRoot,
        Path crun,
        Path conmon,
        Path launcher,
        List<Path> cniPluginDirs,
        Path cniConfigDir,
        Duration cniPluginTimeout,
        IdMap.Run podUserIds,
        Duration idleTimeout,
        Duration instanceCertificateValidity,
        Optional<Path> parentSocket,
        LogLimits logs,
        boolean nested,
        boolean verbose,
        ImageSettings images,
        Map<String, RegistrySettings> registries,
        Optional<Path> file) {

    AuraedConfig {
        cniPluginDirs = List.copyOf(cniPluginDirs);
        registries = Map.copyOf(registries);
    }

    /** @throws ConfigException when a setting has no such value */
    static AuraedConfig of(ConfigSource source) {
        Path runtimeDir = source.value(ConfigKeys.RUNTIME_DIR);
        Path socket =
                source.isSet(ConfigKeys.SOCKET) ? source.value(ConfigKeys.SOCKET) : runtimeDir.resolve("aurae.sock");
        return new AuraedConfig(
                source.value(ConfigKeys.HOST),
                source.value(ConfigKeys.TRUST_DOMAIN),
                socket,
                runtimeDir,
                source.value(ConfigKeys.LIBRARY_DIR),
                source.value(ConfigKeys.SERVER_CRT),
                source.value(ConfigKeys.SERVER_KEY),
                source.value(ConfigKeys.CA_CRT),
                source.value(ConfigKeys.CA_KEY),
                source.value(ConfigKeys.CGROUP_ROOT),
                source.value(ConfigKeys.CRUN),
                source.value(ConfigKeys.CONMON),
                source.isSet(ConfigKeys.LAUNCHER) ? source.value(ConfigKeys.LAUNCHER) : besideTheDaemon(),
                source.value(ConfigKeys.CNI_PLUGIN_DIRS),
                source.value(ConfigKeys.CNI_CONFIG_DIR),
                source.value(ConfigKeys.CNI_PLUGIN_TIMEOUT),
                source.value(ConfigKeys.POD_USER_IDS),
                source.value(ConfigKeys.IDLE_TIMEOUT),
                source.value(ConfigKeys.INSTANCE_CERTIFICATE_VALIDITY),
                source.isSet(ConfigKeys.PARENT_SOCKET)
                        ? Optional.of(source.value(ConfigKeys.PARENT_SOCKET))
                        : Optional.empty(),
                new LogLimits(source.value(ConfigKeys.LOG_SIZE_MAX), source.value(ConfigKeys.LOG_FILES)),
                source.value(ConfigKeys.NESTED),
                source.value(ConfigKeys.VERBOSE),
                ImageKeys.read(source),
                source.registries(),
                source.file());
    }

    /** The launcher of the distribution this program runs from: its jars are in lib, the launcher in bin. */
    private static Path besideTheDaemon() {
        Path jar = Path.of(System.getProperty("java.class.path").split(":")[0]).toAbsolutePath();
        return jar.resolveSibling("../bin/auraed").normalize();
    }
}
