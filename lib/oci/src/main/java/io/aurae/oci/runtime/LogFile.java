// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a container wrote from the log of its monitor, oldest first, also while it is written and when the file is moved away and
 * begun anew. A file that is not there yet is empty. Used by one thread, {@link #processEnded} by any.
 */
public final class LogFile implements AutoCloseable {
    private static final long WAIT_MILLIS_MIN = 5;
    private static final long WAIT_MILLIS_MAX = 40; // a person who types at a terminal waits for this

    private final Path path;
    private final CountDownLatch ended = new CountDownLatch(1);
    private LogRecords records = new LogRecords();
    private @Nullable FileChannel channel;
    private @Nullable Object fileKey;

    private LogFile(Path path) {
        this.path = path;
    }

    /**
     * Opens it at its beginning, or so that only the last {@code tailLines} of the lines now in it are read.
     *
     * @throws OciException Failed when it cannot be read
     */
    public static LogFile open(Path path, OptionalInt tailLines) {
        LogFile log = new LogFile(path);
        try {
            log.openChannel();
            if (tailLines.isPresent() && log.channel != null) {
                log.channel.position(LogTail.start(log.channel, tailLines.getAsInt()));
            }
            return log;
        } catch (IOException e) {
            log.close();
            throw failed(path, e);
        }
    }

    /** The next piece that is there now; empty at the present end. */
    public Optional<LogEntry> read() {
        try {
            while (true) {
                Optional<LogEntry> entry = records.next();
                if (entry.isPresent()) {
                    return entry;
                }
                if (!fill()) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** Waits for the next piece; empty when the process has ended and all is read. */
    public Optional<LogEntry> follow() throws InterruptedException {
        long waitMillis = WAIT_MILLIS_MIN;
        boolean over = false;
        while (true) {
            Optional<LogEntry> entry = read();
            if (entry.isPresent()) {
                return entry;
            }
            if (!reopened()) {
                if (over) {
                    return Optional.empty();
                }
                // What was written before the end is read once more after it.
                over = ended.await(waitMillis, TimeUnit.MILLISECONDS);
                waitMillis = Math.min(2 * waitMillis, WAIT_MILLIS_MAX);
            }
        }
    }

    /** Lets {@link #follow} come to an end once everything is read. Repeating: does nothing. */
    public void processEnded() {
        ended.countDown();
    }

    /** Repeating: does nothing. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private boolean fill() throws IOException {
        if (channel == null) {
            openChannel();
        }
        return channel != null && records.fill(channel);
    }

    private void openChannel() throws IOException {
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            fileKey = Files.getAttribute(path, "unix:ino");
        } catch (NoSuchFileException e) {
            // not there yet
        }
    }

    /** At the end of what is open: goes on with another file of the name, or with this one when it was emptied. */
    private boolean reopened() {
        try {
            if (channel == null || !Files.exists(path)) {
                return false;
            }
            boolean replaced = !Objects.equals(fileKey, Files.getAttribute(path, "unix:ino"));
            if (!replaced && channel.size() >= channel.position()) {
                return false;
            }
            channel.close();
            channel = null;
            records = new LogRecords();
            openChannel();
            return channel != null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private static OciException failed(Path path, IOException e) {
        return new OciException.Failed("read log " + path, e);
    }
}
