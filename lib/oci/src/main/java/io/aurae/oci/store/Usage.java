// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.linux.Linux;
import io.aurae.oci.image.Digest;
import io.aurae.oci.layer.DiskUse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what the store takes. A layer is counted once: it does not change. */
final class Usage {
    private final Layout layout;
    private final Linux linux;
    private final Map<Path, DiskUse> counted = new ConcurrentHashMap<>();

    Usage(Layout layout, Linux linux) {
        this.layout = layout;
        this.linux = linux;
    }

    StoreUse of(List<ImageRecord.Entry> entries) throws IOException {
        List<Path> directories = Layout.list(layout.layers());
        counted.keySet().retainAll(directories);
        DiskUse layers = DiskUse.NONE;
        for (Path directory : directories) {
            layers = layers.plus(layer(directory));
        }
        DiskUse rest = DiskUse.of(linux, layout.root(), path -> !layout.layers().equals(path.getParent()));
        return new StoreUse(
                layout.root(), rest.plus(layers), layers, DiskUse.of(linux, layout.blobs()), images(entries));
    }

    private DiskUse layer(Path directory) throws IOException {
        DiskUse known = counted.get(directory);
        if (known == null) {
            known = DiskUse.of(linux, directory);
            counted.put(directory, known);
        }
        return known;
    }

    private List<StoreUse.OfImage> images(List<ImageRecord.Entry> entries) throws IOException {
        Map<Path, Integer> users = new HashMap<>();
        for (ImageRecord.Entry entry : entries) {
            files(entry).forEach(file -> users.merge(file, 1, Integer::sum));
        }
        List<StoreUse.OfImage> images = new ArrayList<>();
        for (ImageRecord.Entry entry : entries) {
            DiskUse unique = DiskUse.NONE;
            DiskUse shared = DiskUse.NONE;
            for (Path file : files(entry)) {
                DiskUse use = layout.layers().equals(file.getParent()) ? layer(file) : DiskUse.of(linux, file);
                if (users.getOrDefault(file, 0) > 1) {
                    shared = shared.plus(use);
                } else {
                    unique = unique.plus(use);
                }
            }
            images.add(new StoreUse.OfImage(entry.image(), unique, shared));
        }
        return images;
    }

    private Set<Path> files(ImageRecord.Entry entry) {
        Set<Path> files = new HashSet<>();
        Digest id = entry.image().id();
        files.add(layout.image(id));
        files.add(layout.blob(id));
        entry.manifests().forEach(digest -> files.add(layout.blob(digest)));
        entry.blobs().forEach(digest -> files.add(layout.blob(digest)));
        entry.layers().forEach(name -> files.add(layout.layers().resolve(name)));
        return files;
    }
}
