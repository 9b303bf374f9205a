// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The caller's terminal in raw mode: every key goes to the process, Ctrl-C too. Closing puts it back as it was. */
public final class RawTerminal implements AutoCloseable {
    private final Terminal terminal;
    private final Attributes before;

    private RawTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.enterRawMode();
    }

    public static RawTerminal open() throws IOException {
        return new RawTerminal(TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .nativeSignals(true)
                .build());
    }

    public Size size() {
        org.jline.terminal.Size size = terminal.getSize();
        return new Size(size.getColumns(), size.getRows());
    }

    /** Tells {@code listener} each new size, on a thread of the terminal's. */
    public void onResize(Consumer<Size> listener) {
        terminal.handle(Terminal.Signal.WINCH, signal -> listener.accept(size()));
    }

    public InputStream input() {
        return terminal.input();
    }

    @Override
    public void close() throws IOException {
        terminal.setAttributes(before);
        terminal.close();
    }
}
