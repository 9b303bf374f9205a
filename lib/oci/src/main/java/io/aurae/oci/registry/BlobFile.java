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

/**
 * A blob on its way into a file: hashed as it comes, and continued where a broken connection, or a process that is no more, left it. Used by one
 * thread.
 */
final class BlobFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Descriptor blob;
    private final FileChannel file;
    private final LongConsumer progress;
    private final MessageDigest hash = Digest.hash();
    private long count;
    /** Whether some of the bytes were there before: nobody knows whether they reached the disk as they were. */
    private boolean inherited;

    /** Whether an endpoint has given some of them. */
    private boolean fetched;

    BlobFile(Descriptor blob, Path path, LongConsumer progress) throws IOException {
        this.blob = blob;
        this.progress = progress;
        this.file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
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

    /** To be called before an endpoint is asked: it continues what is in the file, but not what another endpoint gave. */
    void begin() {
        if (fetched) {
            restart();
        } else if (count == 0) {
            inherit();
        }
    }

    private void inherit() {
        try {
            if (file.size() > blob.sizeBytes()) {
                restart();
                return;
            }
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            while (file.read(chunk) > 0) {
                hash.update(chunk.array(), 0, chunk.position());
                count += chunk.position();
                chunk.clear();
            }
            inherited = count > 0;
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
    }

    /** Forgets what has come so far. */
    private void restart() {
        try {
            file.truncate(0);
        } catch (IOException e) {
            throw new WriteFailed(e);
        }
        hash.reset();
        count = 0;
        inherited = false;
        fetched = false;
    }

    /** Fetches what is missing, and checks the whole. */
    Descriptor fetch(Session session) throws Patience.Transient, InterruptedException {
        if (count < blob.sizeBytes() || count == 0) {
            get(session);
        }
        check(session);
        return blob;
    }

    private void get(Session session) throws Patience.Transient, InterruptedException {
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
            fetched = true;
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
            var bad = new RegistryException.BadContent(
                    what(session) + " has digest '" + digest + "' (expected: " + blob.digest() + ")");
            if (inherited) {
                restart();
                throw new Patience.Transient(bad);
            }
            throw bad;
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
