// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.registry.RegistryClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The images of a node, in one directory that belongs to this store alone.
 *
 * <p>Safe for many threads. A process that dies at any moment leaves a store that opens again without loss of what was listed.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"})
public final class ImageStore implements AutoCloseable {
    private ImageStore() {}

    /**
     * Opens the store under {@code root}, making it when it is not there, and removes what a killed process left half done.
     *
     * @throws StoreException.Broken when the directory cannot be used
     */
    public static ImageStore open(Path root, RegistryClient registry) {
        throw new UnsupportedOperationException("open " + root + " with " + registry);
    }

    /**
     * Fetches the image, or only what of it is missing, and unpacks it. Callers who pull one reference with the same credentials share one
     * download; a caller who is interrupted leaves it, and the last one who leaves stops it.
     *
     * <p>{@code progress} is called on the caller's thread, for each blob at most ten times a second and at each change of phase. Repeating:
     * asks the registry for the current digest. On failure nothing is listed and nothing is left.
     *
     * @throws io.aurae.oci.registry.RegistryException when the registry does not give it
     * @throws io.aurae.oci.image.ImageException when it is not for this platform or a document is unacceptable
     * @throws StoreException.Refused when the content is hostile or does not match its digest
     */
    public Image pull(Reference reference, Credentials credentials, Consumer<PullProgress> progress) {
        throw new UnsupportedOperationException("pull " + reference + credentials + progress);
    }

    /** All images, ordered by id; from memory. */
    public List<Image> list() {
        throw new UnsupportedOperationException("list");
    }

    /**
     * The image that {@code name} stands for: a reference (completed as in {@link Reference#parse}), a digest of a manifest or an id, or the
     * first hex digits of an id, at least four. From memory.
     *
     * @throws StoreException.BadName when the name is none of these, or the digits fit several images
     */
    public Optional<Image> find(String name) {
        throw new UnsupportedOperationException("find " + name);
    }

    /**
     * Removes a reference, and with the last one its image; or, by an id or its first digits, the image with all its references. Content that no
     * other image uses goes with it. Repeating: succeeds when it is absent.
     *
     * @param inUse whether something needs this image; asked before the image itself would go
     * @throws StoreException.InUse when it is needed; nothing is changed then
     * @throws StoreException.BadName as in {@link #find}
     */
    public void remove(String name, Predicate<Digest> inUse) {
        throw new UnsupportedOperationException("remove " + name + inUse);
    }

    /** Root file systems from these images. */
    public Snapshots snapshots() {
        throw new UnsupportedOperationException("snapshots");
    }

    /** Stops what is being pulled. */
    @Override
    public void close() {}
}
