// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.terminal;

import java.io.IOException;
import java.util.EnumSet;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The caller's terminal in raw mode: every key goes to the process, Ctrl-C too. Closing puts it back as it was. */
public final class RawTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;

    private RawTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
        terminal.setAttributes(raw(before));
    }

    /** Nothing that goes in or out is looked at: the process has a terminal of its own, which does that. */
    private static Attributes raw(Attributes before) {
        Attributes raw = new Attributes(before);
        raw.setLocalFlags(EnumSet.of(LocalFlag.ISIG, LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN), false);
        raw.setInputFlags(
                EnumSet.of(InputFlag.IXON, InputFlag.ICRNL, InputFlag.INLCR, InputFlag.IGNCR, InputFlag.ISTRIP), false);
        raw.setOutputFlag(OutputFlag.OPOST, false);
        raw.setControlChar(ControlChar.VMIN, 1);
        raw.setControlChar(ControlChar.VTIME, 0);
        return raw;
    }

    /** The terminal is asked nothing about itself: its answers would be taken for keys. */
    public static RawTerminal open() throws IOException {
        TerminalBuilder builder = TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .type("ansi")
                .graphemeCluster(false)
                .paused(true);
        return new RawTerminal(builder.build());
    }

    public Size size() {
        org.jline.terminal.Size size = terminal.getSize();
        return new Size(size.getColumns(), size.getRows());
    }

    /** Tells {@code listener} each new size, on a thread of the terminal's. */
    public void onResize(Consumer<Size> listener) {
        terminal.handle(Terminal.Signal.WINCH, signal -> listener.accept(size()));
    }

    @Override
    public void close() throws IOException {
        terminal.setAttributes(before);
        terminal.close();
    }
}
