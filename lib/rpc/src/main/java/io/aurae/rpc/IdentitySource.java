// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import io.aurae.identity.Identity;
import io.aurae.identity.IdentityException;
import io.aurae.identity.IdentityFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity in three files, read again when one of them has changed. It is asked at each handshake, so new connections get new
 * material and open ones keep theirs. Files that cannot be used leave the identity as it was.
 */
final class IdentitySource {
    private static final Logger LOG = LoggerFactory.getLogger(IdentitySource.class);

    /** What tells one state of the files from another. */
    private record Stamp(List<String> files) {}

    /** An identity and the state of the files it was read from, or found to be of no use. */
    private record Snapshot(Identity identity, Stamp stamp) {}

    private final IdentityFiles files;
    private volatile Snapshot snapshot;

    /** Reads the files; throws {@link IdentityException} when they cannot be used. */
    IdentitySource(IdentityFiles files) {
        this.files = files;
        Stamp stamp = stamp();
        this.snapshot = new Snapshot(Identity.load(files), stamp);
    }

    /** The identity as of now. */
    Identity current() {
        Snapshot known = snapshot;
        Stamp now = stamp();
        return now.equals(known.stamp()) ? known.identity() : reload(now);
    }

    private synchronized Identity reload(Stamp now) {
        Snapshot known = snapshot;
        if (now.equals(known.stamp())) {
            return known.identity();
        }
        Identity identity = known.identity();
        try {
            Identity read = Identity.load(files);
            read.requireKeyFits();
            identity = read;
            LOG.info("identity '{}' read again, certificate valid until {}", read.id(), expiry(read));
        } catch (IdentityException e) {
            LOG.warn("{}; keeping the certificate valid until {}", e.getMessage(), expiry(identity));
        }
        snapshot = new Snapshot(identity, now);
        return identity;
    }

    private static String expiry(Identity identity) {
        return identity.certificate().getNotAfter().toInstant().toString();
    }

    private Stamp stamp() {
        return new Stamp(Stream.of(files.ca(), files.certificate(), files.key())
                .map(IdentitySource::stamp)
                .toList());
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            @Nullable Object inode = attributes.fileKey();
            return inode + " " + attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            return "absent";
        }
    }
}
