// SPDX-License-Identifier: Apache-2.0
package io.aurae.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aurae.auraed.boot.BootDoor;
import io.aurae.auraed.cells.CellsDoor;
import io.aurae.auraed.events.EventsDoor;
import io.aurae.auraed.executables.ExecutablesDoor;
import io.aurae.auraed.instances.InstancesDoor;
import io.aurae.auraed.network.NetworkDoor;
import io.aurae.auraed.pods.PodsDoor;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.StateFile;
import io.aurae.auraed.volumes.VolumesDoor;
import io.aurae.oci.image.ArchiveIndex;
import io.aurae.oci.image.ImageConfig;
import io.aurae.oci.image.Manifest;
import io.aurae.oci.spec.SystemCallFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Documents: of images, of callers, of the node's configuration, and of its own state. */
public final class Specs {
    private static final Path DIRECTORY = directory();

    /** One kind of document. */
    private record Kind(String sample, Parser parser) {}

    /** What reads it. */
    @FunctionalInterface
    private interface Parser {
        void parse(byte[] document) throws IOException;
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("manifest.json", document -> Manifest.parse(document, "")),
            new Kind("index.json", document -> Manifest.parse(document, "")),
            new Kind("index.json", ArchiveIndex::layout),
            new Kind("docker.json", ArchiveIndex::docker),
            new Kind("config.json", ImageConfig::parse),
            new Kind("seccomp.json", document -> SystemCallFilter.Own.parse(new String(document, UTF_8))),
            new Kind("net.conflist", document -> NetworkDoor.conflist(new String(document, UTF_8))),
            new Kind("auraed.toml", document -> BootDoor.config(DIRECTORY.resolve("auraed.toml"), document)),
            new Kind("event.txt", document -> EventsDoor.line(new String(document, UTF_8))),
            state("cell.json", CellsDoor.record()),
            state("executable.json", ExecutablesDoor.record()),
            state("pod.json", PodsDoor.record()),
            state("instance.json", InstancesDoor.record()),
            state("volume.json", VolumesDoor.record()));

    private Specs() {}

    /** Called by the fuzzer; the first byte says what the others are. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length > 0) {
            Kind kind = KINDS.get((input[0] & 0xff) % KINDS.size());
            Refusals.allow(() -> kind.parser().parse(Arrays.copyOfRange(input, 1, input.length)));
        }
    }

    /** The name of a good document of each kind. */
    static List<String> samples() {
        return KINDS.stream().map(Kind::sample).toList();
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("specs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A record that was read can be written, and is the same when it is read again. */
    private static <T> Kind state(String sample, Class<T> type) {
        Path path = DIRECTORY.resolve(sample);
        StateFile<T> file = new StateFile<>(path, type);
        return new Kind(sample, document -> {
            Files.write(path, document);
            T record;
            try {
                record = file.read().orElseThrow();
            } catch (ResourceException e) {
                return; // the one exception of a state file, whatever is wrong with it
            }
            file.write(record);
            Refusals.requireSame(record, file.read().orElseThrow());
        });
    }
}
