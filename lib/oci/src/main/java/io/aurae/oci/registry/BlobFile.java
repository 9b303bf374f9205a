// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.LongConsumer;

/** A blob on its way into a file: hashed as it comes, and continued where a broken connection left it. Used by one thread. */
final class BlobFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Descriptor blob;
    private final FileChannel file;
    private final LongConsumer progress;
    private final MessageDigest hash = Digest.hash();
    private long count;

    BlobFile(Descriptor blob, Path path, LongConsumer progress) throws IOException {
        this.blob = blob;
        this.progress = progress;
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** The disk, not the registry, is the trouble: no other endpoint helps. */
    static final class WriteFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final IOException why;

        WriteFailed(IOException why) {
            super(why);
            this.why = why;
        }

        IOException cause() {
            return why;
        }
    }

    /** Forgets what has come so far. */
    void restart() {
        try {
            file.truncate(0);
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
        hash.reset();
        count = 0;
    }

    /** Fetches what is missing, and checks the whole. */
    Descriptor fetch(Session session) throws Patience.Transient, InterruptedException {
        Map<String, String> range = count == 0 ? Map.of() : Map.of("Range", "bytes=" + count + "-");
        var address =
                session.endpoint().blob(session.repository(), blob.digest().toString());
        try (Http.Answer answer = session.get(subject(session), address, range)) {
            if (count > 0 && !answer.header("content-range").startsWith("bytes " + count + "-")) {
                restart();
            }
            copy(answer.body(), session);
        } catch (IOException e) {
            throw Http.broken(session.endpoint().toString(), e);
        }
        check(session);
        return blob;
    }

    private void copy(InputStream body, Session session) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
            if (count + read > blob.sizeBytes()) {
                throw new RegistryException.BadContent(
                        what(session) + " is longer than its manifest says (expected: " + blob.sizeBytes() + " bytes)");
            }
            write(ByteBuffer.wrap(chunk, 0, read));
            hash.update(chunk, 0, read);
            count += read;
            progress.accept(count);
        }
    }

    private void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
    }

    private void check(Session session) throws Patience.Transient {
        if (count < blob.sizeBytes()) {
            throw new Patience.Transient(new RegistryException.BadContent(
                    what(session) + " ends after " + count + " bytes (expected: " + blob.sizeBytes() + ")"));
        }
        Digest digest = Digest.of(hash);
        if (!digest.equals(blob.digest())) {
            throw new RegistryException.BadContent(
                    what(session) + " has digest '" + digest + "' (expected: " + blob.digest() + ")");
        }
    }

    private String subject(Session session) {
        return "blob " + blob.digest() + " of '" + session.repository() + "'";
    }

    private String what(Session session) {
        return subject(session) + " from registry '" + session.endpoint() + "'";
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
