// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.Timestamp;
import io.aurae.client.AuraeClient;
import io.aurae.cri.v1.AuthConfig;
import io.aurae.cri.v1.FilesystemIdentifier;
import io.aurae.cri.v1.FilesystemUsage;
import io.aurae.cri.v1.ImageFsInfoResponse;
import io.aurae.cri.v1.Int64Value;
import io.aurae.cri.v1.UInt64Value;
import io.aurae.proto.images.v0.DiskUse;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.proto.images.v0.ImageServicePullResponse;
import io.aurae.proto.images.v0.ImageServiceRemoveRequest;
import io.aurae.proto.images.v0.ImageServiceStatusRequest;
import io.aurae.proto.images.v0.ImageServiceUsageRequest;
import io.aurae.proto.images.v0.ImageServiceUsageResponse;
import io.aurae.proto.images.v0.PlaceUse;
import io.aurae.proto.images.v0.RegistryCredentials;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The images of the node. */
final class Images {
    /** What the node calls the place of what containers write to their roots. */
    private static final String WRITTEN = "writable layers";

    /** What an image may name a user by that is not a name; longer numbers are no ids. */
    private static final Pattern UID = Pattern.compile("[0-9]{1,10}");

    private final AuraeClient library;

    Images(AuraeClient library) {
        this.library = library;
    }

    /** Answers the id of what was fetched. Repeating: fetches only what is missing. */
    String pull(String reference, AuthConfig auth) {
        ImageServicePullRequest.Builder request =
                ImageServicePullRequest.newBuilder().setReference(named(reference));
        if (!auth.equals(AuthConfig.getDefaultInstance())) {
            request.setCredentials(credentials(auth));
        }
        Iterator<ImageServicePullResponse> events = library.images().pull(request.build());
        while (events.hasNext()) {
            ImageServicePullResponse event = events.next();
            if (event.hasImage()) {
                return event.getImage().getId();
            }
        }
        throw Status.INTERNAL
                .withDescription("pull of '" + reference + "' ended without an image")
                .asRuntimeException();
    }

    /** The image by a name, a digest, an id or its beginning, if the node has it. */
    Optional<Image> find(String reference) {
        var answer = library.images()
                .status(ImageServiceStatusRequest.newBuilder()
                        .setReference(named(reference))
                        .build());
        return answer.hasImage() ? Optional.of(answer.getImage()) : Optional.empty();
    }

    /** Only the image of that name; all for the empty one. */
    List<io.aurae.cri.v1.Image> list(String reference) {
        var request =
                ImageServiceListRequest.newBuilder().setReference(reference).build();
        return library.images().list(request).getImagesList().stream()
                .map(Images::row)
                .toList();
    }

    /** Repeating: succeeds when it is absent. */
    void remove(String reference) {
        library.images()
                .remove(ImageServiceRemoveRequest.newBuilder()
                        .setReference(named(reference))
                        .build());
    }

    /** What images take, and what containers write, as it was counted lately. */
    ImageFsInfoResponse fileSystems() {
        ImageServiceUsageResponse usage = library.images()
                .usage(ImageServiceUsageRequest.newBuilder()
                        .setRecent(true)
                        .addPlaces(WRITTEN)
                        .build());
        ImageFsInfoResponse.Builder answer = ImageFsInfoResponse.newBuilder();
        answer.addImageFilesystems(fileSystem(usage.getPath(), usage.getTotal(), usage.getCountedAt()));
        for (PlaceUse place : usage.getPlacesList()) {
            answer.addContainerFilesystems(fileSystem(place.getPath(), place.getUse(), usage.getCountedAt()));
        }
        return answer.build();
    }

    private static FilesystemUsage fileSystem(String path, DiskUse use, Timestamp at) {
        return FilesystemUsage.newBuilder()
                .setTimestamp(Times.nanos(at))
                .setFsId(FilesystemIdentifier.newBuilder().setMountpoint(path))
                .setUsedBytes(UInt64Value.newBuilder().setValue(use.getBytes()))
                .setInodesUsed(UInt64Value.newBuilder().setValue(use.getInodes()))
                .build();
    }

    private static String named(String reference) {
        if (reference.isEmpty()) {
            throw new CriException.Invalid("image", reference, "a name, a digest or an id");
        }
        return reference;
    }

    /** The image as CRI callers see it. */
    static io.aurae.cri.v1.Image row(Image image) {
        io.aurae.cri.v1.Image.Builder row = io.aurae.cri.v1.Image.newBuilder()
                .setId(image.getId())
                .addAllRepoTags(image.getTagsList())
                .addAllRepoDigests(image.getDigestsList())
                .setSize(image.getSizeBytes())
                .setPinned(image.getPinned());
        String user = image.getConfig().getUser().split(":", 2)[0];
        if (UID.matcher(user).matches()) {
            row.setUid(Int64Value.newBuilder().setValue(Long.parseLong(user)));
        } else {
            row.setUsername(user);
        }
        return row.build();
    }

    private static RegistryCredentials credentials(AuthConfig auth) {
        RegistryCredentials.Builder credentials = RegistryCredentials.newBuilder()
                .setUsername(auth.getUsername())
                .setPassword(auth.getPassword())
                .setIdentityToken(auth.getIdentityToken())
                .setRegistryToken(auth.getRegistryToken());
        if (auth.getUsername().isEmpty() && !auth.getAuth().isEmpty()) {
            String[] parts = decoded(auth.getAuth()).split(":", 2);
            credentials.setUsername(parts[0]).setPassword(parts.length > 1 ? parts[1] : "");
        }
        return credentials.build();
    }

    private static String decoded(String auth) {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CriException.Invalid("auth of the registry", "…", "base64 of user:password");
        }
    }
}
