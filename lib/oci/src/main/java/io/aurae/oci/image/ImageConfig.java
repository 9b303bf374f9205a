// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.image;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an image says of itself: of the process it was made for, and of its layers.
 *
 * @param created when it was made, when it says so
 * @param diffIds the digests of the uncompressed layers, lowest first
 */
public record ImageConfig(Platform platform, ProcessDefaults process, Optional<Instant> created, List<Digest> diffIds) {
    /** Most bytes of a configuration that is read. */
    public static final int MAX_BYTES = 8 << 20;

    private static final int MAX_LIST = 10_000;

    public ImageConfig {
        diffIds = List.copyOf(diffIds);
    }

    /**
     * What a process gets when its user says nothing else.
     *
     * @param user {@code user[:group]} by name or number; empty means root
     * @param env each {@code NAME=value}
     * @param stopSignal by name or number; empty means SIGTERM
     * @param exposedPorts such as {@code 80/tcp}
     */
    public record ProcessDefaults(
            String user,
            List<String> env,
            List<String> entrypoint,
            List<String> command,
            String workingDirectory,
            String stopSignal,
            Map<String, String> labels,
            List<String> exposedPorts,
            List<String> volumes) {
        public ProcessDefaults {
            env = List.copyOf(env);
            entrypoint = List.copyOf(entrypoint);
            command = List.copyOf(command);
            labels = Map.copyOf(labels);
            exposedPorts = List.copyOf(exposedPorts);
            volumes = List.copyOf(volumes);
        }
    }

    /**
     * Reads the configuration of an image.
     *
     * @throws ImageException.BadDocument when it is none, or a field has the wrong kind
     */
    public static ImageConfig parse(byte[] json) {
        Json document = Json.parse("image configuration", json);
        Json rootfs = document.child("rootfs");
        return new ImageConfig(
                new Platform(document.text("os"), document.text("architecture"), document.text("variant")),
                process(document.child("config")),
                instant(document.text("created")),
                rootfs.texts("diff_ids", Manifest.MAX_LAYERS).stream()
                        .map(ImageConfig::diffId)
                        .toList());
    }

    private static ProcessDefaults process(Json config) {
        return new ProcessDefaults(
                config.text("User"),
                config.texts("Env", MAX_LIST),
                config.texts("Entrypoint", MAX_LIST),
                config.texts("Cmd", MAX_LIST),
                config.text("WorkingDir"),
                config.text("StopSignal"),
                config.map("Labels"),
                config.keys("ExposedPorts"),
                config.keys("Volumes"));
    }

    private static Digest diffId(String text) {
        try {
            return Digest.parse(text);
        } catch (ImageException.BadName e) {
            throw new ImageException.BadDocument("image configuration has no digest in 'diff_ids'", e);
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            throw new ImageException.BadDocument(
                    "image configuration has created '" + text + "' (expected: a time as in RFC 3339)", e);
        }
    }
}
