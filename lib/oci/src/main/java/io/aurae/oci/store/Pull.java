// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.Failpoint;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.ImageConfig;
import io.aurae.oci.image.ImageException;
import io.aurae.oci.image.Manifest;
import io.aurae.oci.image.Platform;
import io.aurae.oci.image.ServedManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fetches one image: resolves its manifest, fetches what is missing, and unpacks the layers. Used by one thread. */
final class Pull {
    /** Most indexes on the way to a manifest. */
    private static final int MAX_INDEXES = 3;

    private final Naming naming;
    private final Source source;
    private final Parts parts;
    private final Lease lease;
    private final ProgressBoard board;
    private final List<Digest> manifests = new ArrayList<>();

    /** @param lease keeps what this pull brings in, until the image is listed */
    Pull(Naming naming, Source source, Parts parts, Lease lease, ProgressBoard board) {
        this.naming = naming;
        this.source = source;
        this.parts = parts;
        this.lease = lease;
        this.board = board;
    }

    /** What all pulls of a store share. */
    record Parts(Platform platform, Layout layout, Content content, Blobs blobs, Layers layers) {}

    /** Everything that the image needs is on the disk and pinned when this returns; it may be listed then. */
    ImageRecord.Entry run() throws IOException, InterruptedException {
        board.report(new PullProgress(Optional.empty(), PullProgress.Phase.RESOLVING, 0, 0));
        Failpoint.reach("image.pull.manifest");
        Manifest.Single manifest = resolve();
        Failpoint.reach("image.pull.configuration");
        ImageConfig config = config(manifest.config());
        Layers.Stack stack = Layers.Stack.of(naming.subject(), manifest.layers(), config.diffIds());
        Failpoint.reach("image.pull.layers");
        fetch(stack);
        Image image = new Image(
                manifest.config().digest(),
                naming.tags(),
                naming.digests(manifests.getFirst()),
                manifest.sizeBytes(),
                config,
                stack.chainIds(),
                Instant.now(),
                false);
        List<String> names = stack.chainIds().stream()
                .map(chainId -> parts.content().layer(chainId).orElseThrow())
                .toList();
        List<Digest> blobs = stack.blobs().stream().map(Descriptor::digest).toList();
        ImageRecord.Entry entry = new ImageRecord.Entry(image, List.copyOf(manifests), names, blobs);
        Failpoint.reach("image.pull.settle");
        parts.content().settle(entry.needs());
        return entry;
    }

    /** The manifest for this platform, by way of an index where there is one. */
    private Manifest.Single resolve() throws IOException, InterruptedException {
        ServedManifest served = source.manifest();
        for (int indexes = 0; indexes <= MAX_INDEXES; indexes++) {
            keep(served);
            switch (served.manifest()) {
                case Manifest.Single single -> {
                    return single;
                }
                case Manifest.Index index ->
                    served = source.manifest(choose(index).digest());
            }
        }
        throw refused("it has more than " + MAX_INDEXES + " indexes above its manifest");
    }

    private void keep(ServedManifest served) throws IOException {
        lease.pin(served.digest());
        manifests.add(served.digest());
        if (!parts.content().hasBlob(served.digest())) {
            parts.content().addBlob(served.digest(), served.content());
        }
    }

    private Descriptor choose(Manifest.Index index) {
        try {
            return index.choose(parts.platform());
        } catch (ImageException.NoPlatform e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private ImageConfig config(Descriptor blob) throws IOException, InterruptedException {
        if (blob.sizeBytes() > ImageConfig.MAX_BYTES) {
            throw refused("its configuration has " + blob.sizeBytes() + " bytes (expected: at most "
                    + ImageConfig.MAX_BYTES + ")");
        }
        lease.pin(blob.digest());
        parts.blobs().fetch(source, blob, Blobs.Trust.VERIFIED, count -> {});
        ImageConfig config = ImageConfig.parse(Files.readAllBytes(parts.layout().blob(blob.digest())));
        Platform made = config.platform();
        if (!made.os().isEmpty() && !made.runsOn(parts.platform())) {
            throw refused("it is made for platform '" + made + "' (expected: " + parts.platform() + ")");
        }
        return config;
    }

    private void fetch(Layers.Stack stack) throws IOException, InterruptedException {
        stack.chainIds().forEach(lease::pin);
        try (Downloads downloads = new Downloads(parts.blobs(), source, board)) {
            for (int i = 0; i < stack.size(); i++) {
                lease.pin(stack.blobs().get(i).digest());
                boolean unpacked =
                        parts.content().layer(stack.chainIds().get(i)).isPresent();
                downloads.start(stack.blobs().get(i), unpacked ? Blobs.Trust.AS_IT_IS : Blobs.Trust.VERIFIED);
            }
            try (Unpackings unpackings = new Unpackings(parts.layers(), stack, downloads, board)) {
                unpackings.run();
            }
        }
    }

    private StoreException.Refused refused(String why) {
        return new StoreException.Refused("image '" + naming.subject() + "' is refused: " + why, null);
    }
}
