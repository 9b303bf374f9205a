// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output that tells when nothing can be written to it any more, a full disk or a reader that has gone, where a PrintStream alone
 * keeps it to itself and lets the verb go on. It tells once; what is written after that is dropped.
 */
final class CheckedOutput extends OutputStream {
    private final FileOutputStream out;
    private boolean gone;

    CheckedOutput(FileOutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    /** @throws CliException the first time that it fails */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (gone) {
            return;
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            gone = true;
            throw CliException.unwritable(e);
        }
    }
}
