// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.resource.Hostname;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.client.ClientConfig;
import io.aurae.identity.Authority;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.oci.runtime.RuntimePrograms;
import io.aurae.oci.spec.InstanceMounts;
import io.aurae.oci.spec.InstanceSpec;
import io.aurae.oci.spec.InstanceSpec.Kernel;
import io.aurae.oci.spec.InstanceSpec.Network;
import io.aurae.oci.spec.NodeRights;
import io.aurae.oci.spec.ProcessSpec;
import io.spiffe.spiffeid.TrustDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A daemon with all that it needs as an OCI bundle, which any OCI runtime starts on this machine: {@code config.json}, the root directory,
 * the directory of the socket, and an identity for one client. The daemon is a node of its own, with an authority of its own.
 *
 * @param directory where it lies; it may be moved, {@code client.toml} then names the old place
 * @param name one label: the daemon's host, and the bundle's hostname
 */
public record Bundle(Path directory, String name) {
    private static final Path DISTRIBUTION = Path.of("/opt/aurae");
    private static final String ROOT = "rootfs";
    private static final String PKI = "pki";
    private static final String SHARED = "socket";
    private static final String SHARED_INSIDE = "/run/aurae-socket";
    private static final String SOCKET = "aurae.sock";
    private static final String CLIENT = "client";
    private static final Set<String> OWN = Set.of("config.json", ROOT, PKI, SHARED, "client.toml");

    /** Refuses names that are none, and directories in which the socket's path would be too long. */
    public Bundle {
        ResourceName.top(name);
        Hostname.checked("bundle '" + directory + "'", name);
        directory = directory.toAbsolutePath().normalize();
        int length = directory.resolve(SHARED).resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > Spawner.SOCKET_PATH_MAX) {
            throw new InstanceException.Invalid("bundle '" + directory + "' would have a socket with a path of "
                    + length + " bytes (expected: at most " + Spawner.SOCKET_PATH_MAX + ")");
        }
    }

    /** Where its daemon listens while it runs, as seen from here. */
    public Path socket() {
        return directory.resolve(SHARED).resolve(SOCKET);
    }

    /** The configuration for a client that its daemon serves. */
    public Path client() {
        return directory.resolve("client.toml");
    }

    /**
     * Writes it; not while its daemon runs. Repeating: replaces programs, {@code config.json} and certificates, and keeps its authority and what
     * its daemon stored, but for links where it writes. On failure a part is left, which a repeated call completes.
     *
     * @param distribution the directory whose {@code bin} has the launcher
     * @throws InstanceException ALREADY_EXISTS when the directory holds anything else, FAILED_PRECONDITION when a program is missing or a
     *     file cannot be written
     */
    public void write(Path distribution, RuntimePrograms programs, Network network, TrustDomain domain) {
        requireOwn();
        ResourceDirectory.create(directory);
        RootTree root = new RootTree(directory.resolve(ROOT));
        root.fill(Sight.needed(programs), distribution);
        root.copyAll(distribution, DISTRIBUTION);
        certify(domain);
        ResourceDirectory.create(directory.resolve(SHARED));
        new InstanceSpec(
                        command(programs, domain),
                        name,
                        network,
                        "/aurae-bundle-" + name,
                        Kernel.OWN,
                        new InstanceMounts.Bundled(ROOT, SHARED, SHARED_INSIDE))
                .toRuntimeSpec(NodeRights.ofThisProcess())
                .writeTo(directory);
    }

    private void requireOwn() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> !OWN.contains(file))
                    .findFirst()
                    .ifPresent(file -> {
                        throw new InstanceException.NoBundle(directory, file);
                    });
        } catch (IOException e) {
            throw new InstanceException.NoRoot(directory, e);
        }
    }

    private void certify(TrustDomain domain) {
        Path pki = new RootTree(directory.resolve(ROOT)).onlyPlainIn(Path.of("/etc/aurae", PKI));
        Authority authority = Authority.create(pki, domain);
        authority.issue(Leaf.node(domain, name), pki, Spawner.CERTIFICATE);
        IdentityFiles files = authority.issue(Leaf.user(domain, CLIENT), directory.resolve(PKI), CLIENT);
        new ClientConfig(files, socket().toString()).write(client());
    }

    private ProcessSpec command(RuntimePrograms programs, TrustDomain domain) {
        List<String> words = List.of(
                DISTRIBUTION.resolve("bin/auraed").toString(),
                "--socket",
                SHARED_INSIDE + "/" + SOCKET,
                "--host",
                name,
                "--trust-domain",
                domain.getName(),
                "--crun",
                programs.crun().toString(),
                "--conmon",
                programs.conmon().toString());
        return ProcessSpec.of(words.toArray(String[]::new));
    }
}
