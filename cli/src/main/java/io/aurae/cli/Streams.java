// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.terminal.Terminals;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a verb reads and writes.
 *
 * @param out may hold text back until it is flushed; where it is the process's, a write that fails is a {@link CliException}
 * @param standard whether they are this process's standard streams
 */
record Streams(InputStream in, PrintStream out, PrintStream err, boolean standard) {

    static Streams ofProcess() {
        BufferedOutputStream out =
                new BufferedOutputStream(new CheckedOutput(new FileOutputStream(FileDescriptor.out)), 8192);
        return new Streams(System.in, new PrintStream(out, false, StandardCharsets.UTF_8), System.err, true);
    }

    boolean errIsTerminal() {
        return standard && Terminals.isTerminal(2);
    }

    /** Whether a person sits at both the input and the output. */
    boolean areTerminal() {
        return standard && Terminals.isTerminal(0) && Terminals.isTerminal(1);
    }
}
