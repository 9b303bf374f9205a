// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.MediaType;
import io.aurae.oci.image.Reference;
import io.aurae.oci.image.ServedManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The content of one repository, from the first endpoint that has it: each of the registry's mirrors, then the registry. What is
 * returned always has the digest that was asked for. Safe for many threads.
 */
public final class Repository {
    /** Most bytes of a manifest or index. */
    public static final int MAX_MANIFEST_BYTES = 4 << 20;

    private final Reference reference;
    private final List<Session> sessions;
    private final Patience patience;

    Repository(Reference reference, List<Session> sessions, Patience patience) {
        this.reference = reference;
        this.sessions = sessions;
        this.patience = patience;
    }

    @FunctionalInterface
    private interface Request<T> {
        T at(Session session) throws InterruptedException;
    }

    /**
     * The manifest or index that the reference names.
     *
     * @throws RegistryException when no endpoint gives it
     * @throws io.aurae.oci.image.ImageException.BadDocument when what it gives is no manifest
     */
    public ServedManifest manifest() throws InterruptedException {
        return first(session -> patience.retry(() -> manifest(session, reference.target())));
    }

    /**
     * The manifest with this digest.
     *
     * @throws RegistryException when no endpoint gives it
     * @throws io.aurae.oci.image.ImageException.BadDocument when what it gives is no manifest
     */
    public ServedManifest manifest(Digest digest) throws InterruptedException {
        return first(session -> patience.retry(() -> manifest(session, digest.toString())));
    }

    /**
     * Writes a blob to {@code file}, and verifies its size and digest. What is in the file is taken for the beginning of the blob and not fetched
     * again; should that be wrong, all is. It is not synchronised with the disk. On failure the file is not to be used.
     *
     * @param progress told the bytes that are in the file, from whatever thread calls this
     * @throws RegistryException when no endpoint gives it
     * @throws IOException when the file cannot be written
     */
    public void blob(Descriptor blob, Path file, LongConsumer progress) throws IOException, InterruptedException {
        try (BlobFile target = new BlobFile(blob, file, progress)) {
            first(session -> {
                target.begin();
                return patience.retry(() -> target.fetch(session));
            });
        } catch (BlobFile.WriteFailed e) {
            throw e.cause();
        }
    }

    private ServedManifest manifest(Session session, String target) throws Patience.Transient, InterruptedException {
        Map<String, String> accept = Map.of("Accept", String.join(", ", MediaType.MANIFESTS));
        String subject = "manifest '" + target + "' of '" + reference.repository() + "'";
        try (Http.Answer answer =
                session.get(subject, session.endpoint().manifest(session.repository(), target), accept)) {
            byte[] content = answer.body().readNBytes(MAX_MANIFEST_BYTES + 1);
            if (content.length > MAX_MANIFEST_BYTES) {
                throw new RegistryException.BadContent(subject + " from registry '" + session.endpoint()
                        + "' is too big (expected: at most " + MAX_MANIFEST_BYTES + " bytes)");
            }
            check(session, target, Digest.of(content));
            return ServedManifest.of(content, answer.header("content-type"));
        } catch (IOException e) {
            throw Http.broken(session.endpoint().toString(), e);
        }
    }

    private void check(Session session, String target, Digest digest) {
        if (target.contains(":") && !target.equals(digest.toString())) {
            throw new RegistryException.BadContent("manifest of '" + reference.name() + "' from registry '"
                    + session.endpoint() + "' has digest '" + digest + "' (expected: " + target + ")");
        }
    }

    /** Asks one endpoint after the other; a failure of all is reported as one. */
    private <T> T first(Request<T> request) throws InterruptedException {
        List<RegistryException> failures = new ArrayList<>();
        for (Session session : sessions) {
            try {
                return request.at(session);
            } catch (RegistryException e) {
                failures.add(e);
            }
        }
        throw RegistryException.of("image '" + reference + "'", failures);
    }
}
