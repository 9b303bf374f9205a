// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a listener in Perl's core library, which Debian always has. */
@Timeout(20)
class SeqPacketSocketTest {
    private static final String LISTENER = """
            use Socket; $| = 1;
            socket(my $l, AF_UNIX, SOCK_SEQPACKET, 0) or die;
            chdir shift; bind($l, pack_sockaddr_un("s")) or die; listen($l, 1); print "listening\\n";
            accept(my $c, $l) or die;
            while (1) { recv($c, my $p, 100, 0); last unless length $p; send($c, "<$p>", 0); }
            send($c, "bye", 0); close $c;
            """;

    @TempDir
    Path directory;

    private Process listener;

    private Path listen(Path in) throws Exception {
        listener = new ProcessBuilder("perl", "-e", LISTENER, in.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(listener.inputReader().readLine()).isEqualTo("listening");
        return in.resolve("s");
    }

    @AfterEach
    void endListener() throws Exception {
        if (listener != null) {
            listener.destroyForcibly().waitFor();
        }
    }

    @Test
    void packetsKeepTheirBoundsBothWaysUntilTheOtherSideEnds() throws Exception {
        byte[] packet = new byte[100];
        try (SeqPacketSocket socket = Linux.load().connectSeqPacket(listen(directory))) {
            socket.write("one".getBytes(UTF_8));
            socket.write("two".getBytes(UTF_8));
            assertThat(new String(packet, 0, socket.read(packet), UTF_8)).isEqualTo("<one>");
            assertThat(new String(packet, 0, socket.read(packet), UTF_8)).isEqualTo("<two>");
            socket.shutdownWrite();
            assertThat(new String(packet, 0, socket.read(packet), UTF_8)).isEqualTo("bye");
            assertThat(socket.read(packet)).isEqualTo(-1);
        }
    }

    @Test
    void aPathLongerThanASocketAddressWorks() throws Exception {
        Path deep = Files.createDirectories(directory.resolve("d".repeat(100)).resolve("e".repeat(100)));
        byte[] packet = new byte[100];
        try (SeqPacketSocket socket = Linux.load().connectSeqPacket(listen(deep))) {
            socket.write("x".getBytes(UTF_8));
            assertThat(socket.read(packet)).isEqualTo(3);
        }
    }

    @Test
    void aPacketThatDoesNotFitIsRefused() throws Exception {
        try (SeqPacketSocket socket = Linux.load().connectSeqPacket(listen(directory))) {
            socket.write("long".getBytes(UTF_8));
            assertThatThrownBy(() -> socket.read(new byte[2]))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EMSGSIZE");
        }
    }

    @Test
    void closingEndsAWaitingRead() throws Exception {
        SeqPacketSocket socket = Linux.load().connectSeqPacket(listen(directory));
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Integer> read = threads.submit(() -> socket.read(new byte[10]));
            socket.close();
            assertThat(read.get()).isEqualTo(-1);
        }
        socket.close();
        assertThatThrownBy(() -> socket.write(new byte[1])).hasMessageContaining("EPIPE");
    }

    @Test
    void aPathWithoutListenerIsNotFound() {
        assertThatThrownBy(() -> Linux.load().connectSeqPacket(directory.resolve("none")))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessage("connect('" + directory.resolve("none") + "'): ENOENT");
    }
}
