// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.network;

import io.aurae.auraed.resource.Boot;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.Failpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which pods are connected, a file each, from before the first plugin runs until the last has cleaned up. Plugins keep addresses and
 * rules under a pod's name where reboots do not reach; these files are kept like that too, so that what is lost can be given back when
 * the pod's own record is gone. Thread-safe: one call a pod at a time.
 *
 * @param directory survives reboots
 */
record Attachments(Path directory) {
    private static final String SUFFIX = ".json";

    /**
     * One pod's.
     *
     * @param pod its name, by which plugins know it
     * @param namespace where its network namespace was pinned
     * @param boot the run of the machine in which it was connected
     */
    record Attachment(String pod, Path namespace, String boot, PodNetwork network) {
        /** Whether the machine was started anew since, so that nothing of the pod can run. */
        boolean isOfEarlierBoot() {
            return !boot.equals(Boot.current());
        }
    }

    void note(String pod, Path namespace, PodNetwork network) {
        ResourceDirectory.create(directory);
        Failpoint.reach("network.attachment.note");
        file(pod).write(new Attachment(pod, namespace, Boot.current(), network));
    }

    /** Repeating: does nothing. */
    void forget(String pod) {
        Failpoint.reach("network.attachment.forget");
        try {
            Files.deleteIfExists(path(pod));
        } catch (IOException e) {
            throw new NetworkException.NoteFailed(path(pod), e);
        }
    }

    /** Empty where there is none, or a damaged one, which the next {@link #note} replaces. */
    Optional<Attachment> find(String pod) {
        try {
            return file(pod).read();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** All that can be read, in no order. */
    List<Attachment> list() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .flatMap(name -> find(name.substring(0, name.length() - SUFFIX.length())).stream())
                    .toList();
        } catch (IOException e) {
            throw new NetworkException.NoteFailed(directory, e);
        }
    }

    private StateFile<Attachment> file(String pod) {
        return new StateFile<>(path(pod), Attachment.class);
    }

    private Path path(String pod) {
        return directory.resolve(pod + SUFFIX);
    }
}
