// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files and directories in which the kernel shows itself, such as those of control groups: each file appears by itself with its
 * directory, is small, and is read and written whole. Failures are those of {@link Files}.
 */
public interface KernelFiles {
    /** Those of this machine. */
    static KernelFiles load() {
        return new MountedFiles();
    }

    /** The content without the white space around it. */
    String read(Path file) throws IOException;

    /** Gives the kernel the text in one piece; never makes a file. */
    void write(Path file, String text) throws IOException;

    void makeDirectory(Path directory) throws IOException;

    /** Removes a directory with the files that the kernel shows in it. */
    void removeDirectory(Path directory) throws IOException;
}
