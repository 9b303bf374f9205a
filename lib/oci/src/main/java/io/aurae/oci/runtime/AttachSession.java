// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.linux.Errno;
import io.aurae.linux.Linux;
import io.aurae.linux.LinuxException;
import io.aurae.linux.SeqPacketSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * One caller connected to the standard streams of a container by its monitor; there may be others. What was written before is in the log,
 * not here. One thread may read while another writes; both wait, and want a platform thread.
 */
public final class AttachSession implements AutoCloseable {
    private static final int PACKET_BYTES_MAX = 32 * 1024;
    private static final byte STDOUT = 2;
    private static final byte STDERR = 3;

    private final SeqPacketSocket socket;
    private final ConmonControl control;

    private AttachSession(SeqPacketSocket socket, ConmonControl control) {
        this.socket = socket;
        this.control = control;
    }

    static AttachSession open(Linux linux, Place place, ContainerId id, Path bundle) {
        String action = "attach to '" + id + "'";
        try {
            SeqPacketSocket socket = linux.connectSeqPacket(place.link(id).resolve(BundleFiles.ATTACH));
            return new AttachSession(socket, new ConmonControl(bundle));
        } catch (LinuxException e) {
            if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ECONNREFUSED)) {
                throw new OciException.NotRunning(action, "is not running");
            }
            throw new OciException.Failed(action, e);
        }
    }

    /** Waits for the next piece; empty when the container has ended or this session was closed. */
    public Optional<Output> read() {
        byte[] packet = new byte[PACKET_BYTES_MAX];
        while (true) {
            int size = socket.read(packet);
            if (size < 0) {
                return Optional.empty();
            }
            byte[] data = Arrays.copyOfRange(packet, Math.min(1, size), size);
            switch (packet[0]) {
                case STDOUT -> {
                    return Optional.of(new Output(OutputKind.STDOUT, data));
                }
                case STDERR -> {
                    return Optional.of(new Output(OutputKind.STDERR, data));
                }
                default -> {} // nothing that a container wrote
            }
        }
    }

    /** Writes to the container's input; without effect when it has none. EPIPE when the container has ended. */
    public void write(byte[] input) {
        for (int from = 0; from < input.length; from += PACKET_BYTES_MAX) {
            socket.write(Arrays.copyOfRange(input, from, Math.min(input.length, from + PACKET_BYTES_MAX)));
        }
    }

    /** Ends the input of this session, and with {@link Stdio.Stdin#ONCE} that of the container. */
    public void endInput() {
        socket.shutdownWrite();
    }

    /** Sets the size of the container's terminal. */
    public void resize(TerminalSize size) {
        control.resize(size);
    }

    /** Leaves the container as it is. Repeating: does nothing. */
    @Override
    public void close() {
        socket.close();
    }
}
