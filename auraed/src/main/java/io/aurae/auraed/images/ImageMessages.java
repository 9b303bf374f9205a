// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.images;

import io.aurae.auraed.resource.Times;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.ImageConfig.ProcessDefaults;
import io.aurae.oci.registry.Credentials;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageConfig;
import io.aurae.proto.images.v0.PullProgress;
import io.aurae.proto.images.v0.RegistryCredentials;

/** Images and pulls between messages and records. */
final class ImageMessages {
    private ImageMessages() {}

    static Credentials credentials(RegistryCredentials credentials) {
        if (!credentials.getRegistryToken().isEmpty()) {
            return new Credentials.BearerToken(credentials.getRegistryToken());
        }
        if (!credentials.getIdentityToken().isEmpty()) {
            return new Credentials.IdentityToken(credentials.getIdentityToken());
        }
        if (!credentials.getUsername().isEmpty()) {
            return new Credentials.Password(credentials.getUsername(), credentials.getPassword());
        }
        return Credentials.none();
    }

    static PullProgress progress(io.aurae.oci.store.PullProgress progress) {
        return PullProgress.newBuilder()
                .setDigest(progress.digest().map(Digest::toString).orElse(""))
                .setPhase(
                        switch (progress.phase()) {
                            case RESOLVING -> PullProgress.Phase.PHASE_RESOLVING;
                            case DOWNLOADING -> PullProgress.Phase.PHASE_DOWNLOADING;
                            case UNPACKING -> PullProgress.Phase.PHASE_UNPACKING;
                            case DONE -> PullProgress.Phase.PHASE_DONE;
                        })
                .setCurrentBytes(progress.currentBytes())
                .setTotalBytes(progress.totalBytes())
                .build();
    }

    static Image image(io.aurae.oci.store.Image image) {
        Image.Builder message = Image.newBuilder()
                .setId(image.id().toString())
                .addAllTags(image.tags())
                .addAllDigests(image.digests())
                .setSizeBytes(image.sizeBytes())
                .setConfig(config(image.config().process()))
                .setPulledAt(Times.message(image.pulledAt()))
                .setPinned(image.pinned());
        image.config().created().map(Times::message).ifPresent(message::setCreatedAt);
        return message.build();
    }

    private static ImageConfig config(ProcessDefaults process) {
        return ImageConfig.newBuilder()
                .setUser(process.user())
                .addAllEnv(process.env())
                .addAllEntrypoint(process.entrypoint())
                .addAllCommand(process.command())
                .setWorkingDirectory(process.workingDirectory())
                .setStopSignal(process.stopSignal())
                .putAllLabels(process.labels())
                .addAllExposedPorts(process.exposedPorts())
                .addAllVolumes(process.volumes())
                .build();
    }
}
