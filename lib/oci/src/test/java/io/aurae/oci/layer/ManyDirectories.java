// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.testing.FakeLinux;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of its own, to be run with little memory: unpacks the archive that is its first argument to the directory that is its second. */
final class ManyDirectories {
    private ManyDirectories() {}

    public static void main(String[] arguments) throws IOException {
        try (InputStream archive = Files.newInputStream(Path.of(arguments[0]))) {
            new LayerUnpacker(new FakeLinux(), LayerLimits.DEFAULT)
                    .unpack(archive, Path.of(arguments[1]), List::of, "layer X");
        }
        System.out.println("unpacked");
    }
}
