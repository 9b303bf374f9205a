// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a container wrote from the log of its monitor, oldest first, also while it is written, from one of its {@link LogFiles} into
 * the next. A log that is not there yet is empty. Used by one thread, {@link #processEnded} by any.
 */
public final class LogFile implements AutoCloseable {
    private static final long WAIT_MILLIS_MIN = 5;
    private static final long WAIT_MILLIS_MAX = 40; // a person who types at a terminal waits for this

    private final LogFiles files;
    private final LogRange range;
    private final CountDownLatch ended = new CountDownLatch(1);
    private LogRecords records = new LogRecords();
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    /** The file to go on with, found while this one was at its end; by then nothing was written to this one any more. */
    private LogFiles.@Nullable Found next;

    private LogFile(Path path, LogRange range) {
        this.files = new LogFiles(path);
        this.range = range;
    }

    /**
     * Opens it at its beginning, or so that only the last {@code tailLines} of the lines now in it are read.
     *
     * @throws OciException Failed when it cannot be read
     */
    public static LogFile open(Path path, OptionalInt tailLines) {
        return open(path, LogRange.tail(tailLines));
    }

    /**
     * Opens it so that only what is in the range is read.
     *
     * @throws OciException Failed when it cannot be read
     */
    public static LogFile open(Path path, LogRange range) {
        LogFile log = new LogFile(path, range);
        try {
            if (range.tailLines().isPresent()) {
                log.openTail(range.tailLines().getAsInt());
            } else {
                log.openOldest();
            }
            return log;
        } catch (IOException e) {
            log.close();
            throw log.failed(e);
        }
    }

    /** From the youngest file back, until there are enough lines. */
    private void openTail(int lines) throws IOException {
        int left = lines;
        boolean youngest = true;
        for (LogFiles.Found file : files.list().values()) {
            if (!openFile(file)) {
                continue; // deleted meanwhile
            }
            LogTail.Start start = LogTail.start(open(), left, youngest);
            open().position(start.position());
            left -= start.lines();
            youngest = false;
            if (start.enough()) {
                return;
            }
        }
    }

    /** Whatever time is asked for: where the clock was set back, a file that ends earlier than another may hold later lines. */
    private void openOldest() throws IOException {
        for (Map.Entry<Integer, LogFiles.Found> file :
                files.list().descendingMap().entrySet()) {
            if (openFile(file.getValue())) {
                return;
            }
        }
    }

    /** The next piece that is there now; empty at the present end. */
    public Optional<LogEntry> read() {
        try {
            while (true) {
                Optional<LogEntry> entry = records.next();
                if (entry.isPresent()) {
                    if (range.has(entry.get())) {
                        return entry;
                    }
                } else if (!fill() && !advance()) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Waits for the next piece; empty when the process has ended and all is read. */
    public Optional<LogEntry> follow() throws InterruptedException {
        long waitMillis = WAIT_MILLIS_MIN;
        boolean over = false;
        while (true) {
            Optional<LogEntry> entry = read();
            if (entry.isPresent() || over) {
                return entry;
            }
            // What was written before the end is read once more after it.
            over = ended.await(waitMillis, TimeUnit.MILLISECONDS);
            waitMillis = Math.min(2 * waitMillis, WAIT_MILLIS_MAX);
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
            throw failed(e);
        }
    }

    private boolean fill() throws IOException {
        return channel != null && records.fill(channel);
    }

    /**
     * At the end of what is open: finds the file that comes after it, has this one read once more, and goes on to that. Or begins again
     * with this one when it was emptied. False when there is nothing more now.
     */
    private boolean advance() throws IOException {
        if (channel == null || key == null) {
            openOldest();
            return channel != null;
        }
        LogFiles.Found found = next;
        if (found != null) {
            next = null;
            return openFile(found) || advance(); // deleted meanwhile: after it comes another
        }
        if (LogFiles.key(files.written()).filter(key::equals).isEmpty()) {
            next = files.after(key).orElse(null);
            return next != null;
        }
        if (channel.size() < channel.position()) {
            channel.position(0);
            records = new LogRecords();
            return true;
        }
        return false;
    }

    /** Opens that very file, also when it has another name by now; false when it is gone. */
    private boolean openFile(LogFiles.Found file) throws IOException {
        Optional<FileChannel> opened = files.open(file);
        if (opened.isEmpty()) {
            return false;
        }
        close();
        channel = opened.get();
        key = file.key();
        records = new LogRecords();
        return true;
    }

    private FileChannel open() {
        if (channel == null) {
            throw new IllegalStateException("no file is open");
        }
        return channel;
    }

    private OciException failed(IOException e) {
        return new OciException.Failed("read log " + files.written(), e);
    }
}
