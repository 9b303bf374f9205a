// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.instances.Bundle;
import io.aurae.identity.SpiffeIds;
import io.aurae.oci.spec.InstanceSpec.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * {@code auraed spawn}: writes the daemon as an OCI bundle.
 *
 * @param output where to
 * @param name of the node in it
 * @param rest settings of the daemon that writes it: they tell where the programs are
 */
record SpawnCommand(Path output, String name, boolean isolateNetwork, List<String> rest) {
    static final String HELP = """
            auraed spawn: writes an OCI bundle with a daemon that any OCI runtime starts

            usage: auraed spawn --output DIR [--name NAME] [--isolate-network] [--config FILE] [--SETTING VALUE]...

              --output DIR       Where to: a directory that is absent, empty, or holds an earlier bundle
              --name NAME        The host of the daemon in it, a label of a-z, 0-9 and '-'; default: the name of DIR
              --isolate-network  A network of its own, with loopback only; default: that of the machine
              --config FILE and the settings of the daemon say where crun and conmon are, and the trust domain

            Prints where the socket and the configuration of a client are, and how to start and call it:

              runc run --bundle DIR --detach NAME
              aurae --config DIR/client.toml status

            The bundle has an authority, a node's certificate and a client's, the latter two valid for 90 days. Repeated, it replaces
            programs, certificates and config.json, and keeps the authority and what the daemon stored. On failure a part is left, and a
            repeated call completes it. Pods need network plugins, which are not in it; cells do not.

            exit codes: 0 written, 1 not written, 64 not understood
            """;

    /** @throws ConfigException when the words cannot be understood */
    static SpawnCommand parse(List<String> words) {
        Optional<Path> output = Optional.empty();
        Optional<String> name = Optional.empty();
        boolean isolateNetwork = false;
        List<String> rest = new ArrayList<>();
        for (Iterator<String> left = words.iterator(); left.hasNext(); ) {
            String word = left.next();
            switch (word) {
                case "--output" ->
                    output = Optional.of(
                            Path.of(value(word, left)).toAbsolutePath().normalize());
                case "--name" -> name = Optional.of(value(word, left));
                case "--isolate-network" -> isolateNetwork = true;
                default -> rest.add(word);
            }
        }
        Path directory = output.orElseThrow(() -> new ConfigException("flag '--output' is missing (expected: a path)"));
        Path last = directory.getFileName();
        if (last == null) {
            throw new ConfigException("flag '--output' has the value '/' (expected: a path below it)");
        }
        return new SpawnCommand(directory, name.orElse(last.toString()), isolateNetwork, rest);
    }

    private static String value(String flag, Iterator<String> left) {
        String value = left.hasNext() ? left.next() : "";
        if (value.isEmpty()) {
            throw new ConfigException("flag '" + flag + "' has no value (expected: " + flag + " VALUE)");
        }
        return value;
    }

    /** Writes the bundle and answers what its owner has to know of it. */
    String run() {
        AuraedConfig config = AuraedConfig.of(ConfigSource.read(rest));
        Bundle bundle = new Bundle(output, name);
        bundle.write(
                config.launcher().resolve("../..").normalize(), // it lies in its bin
                Programs.find(config),
                isolateNetwork ? new Network.Own() : new Network.Inherited(),
                SpiffeIds.trustDomain(config.trustDomain()));
        return """
                bundle  %s
                socket  %s
                client  %s
                start   runc run --bundle %1$s --detach %s
                call    aurae --config %3$s status
                """.formatted(bundle.directory(), bundle.socket(), bundle.client(), name);
    }
}
