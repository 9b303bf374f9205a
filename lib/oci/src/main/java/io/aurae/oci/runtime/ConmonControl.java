// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What can be asked of the monitor of a running container, through the FIFO it made in the bundle. */
public final class ConmonControl {
    private static final int RESIZE = 1;
    private static final int REOPEN_LOG = 2;

    private final Path fifo;

    public ConmonControl(Path bundle) {
        this.fifo = bundle.resolve(BundleFiles.CONTROL);
    }

    /** Sets the size of the container's terminal; without one nothing happens. */
    public void resize(TerminalSize size) {
        send(RESIZE, size.rows(), size.columns());
    }

    /** Lets it open its log file anew by name, after somebody moved the file away. */
    public void reopenLog() {
        send(REOPEN_LOG, 0, 0);
    }

    private void send(int what, int first, int second) {
        byte[] message = (what + " " + first + " " + second + "\n").getBytes(StandardCharsets.US_ASCII);
        // Opened for reading too, so that a monitor that is gone cannot make us wait for it.
        try (FileChannel channel = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(message));
        } catch (IOException e) {
            throw new OciException.NotRunning("tell the monitor " + fifo, "is not running");
        }
    }
}
