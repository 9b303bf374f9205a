// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.AtomicFile;
import io.aurae.base.Durability;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of the layers' directories: short, because the kernel takes one page of them at a time, and hence with the whole chain id beside them. A
 * directory without that file was never finished, or is being deleted.
 */
final class LayerNames {
    private static final int SHORTEST = 12;
    private static final String SUFFIX = ".json";

    /** What is written beside a layer. */
    record LayerRecord(String chainId) {}

    private LayerNames() {}

    /** The layers in a directory by chain id; what belongs to none is deleted. */
    static Map<Digest, String> read(Path directory) throws IOException {
        Map<Digest, String> names = new HashMap<>();
        List<Path> entries = Layout.list(directory);
        for (Path file : entries) {
            String name = file.getFileName().toString();
            if (name.endsWith(SUFFIX)) {
                String layer = name.substring(0, name.length() - SUFFIX.length());
                if (Files.isDirectory(directory.resolve(layer))) {
                    names.put(Digest.parse(Records.read(file, LayerRecord.class).chainId()), layer);
                }
            }
        }
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            if (!names.containsValue(
                    name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name)) {
                Trees.delete(entry);
            }
        }
        return names;
    }

    /** A name that no other layer has. */
    static String choose(Digest chainId, Collection<String> taken) {
        int length = SHORTEST;
        while (taken.contains(chainId.hex().substring(0, length))) {
            length++;
        }
        return chainId.hex().substring(0, length);
    }

    static void write(Path directory, String name, Digest chainId) throws IOException {
        AtomicFile.write(
                directory.resolve(name + SUFFIX), Records.write(new LayerRecord(chainId.toString())), Durability.POWER);
    }

    static void forget(Path directory, String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name + SUFFIX));
    }
}
