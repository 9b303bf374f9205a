// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import io.aurae.base.AuraeException;
import io.aurae.base.Failpoint;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The images by id, in memory and in files. A tag belongs to the image that got it last. Readers never wait for a writer. */
final class Catalog {
    private final Layout layout;
    private final ReentrantLock writing = new ReentrantLock();
    /** Replaced as a whole, never changed. */
    private volatile SortedMap<Digest, ImageRecord.Entry> entries = new TreeMap<>();

    private Catalog(Layout layout) {
        this.layout = layout;
    }

    /** Reads all records; one that is damaged is set aside with its image, and the others are as they were. */
    static Catalog open(Layout layout, Quarantine quarantine) throws IOException {
        Inspection inspection = new Inspection(layout, quarantine);
        Catalog catalog = new Catalog(layout);
        List<ImageRecord.Entry> read = new ArrayList<>();
        for (Path file : Layout.list(layout.images())) {
            if (file.toString().endsWith(".json")) {
                try {
                    read.add(inspection.read(file));
                } catch (AuraeException e) {
                    quarantine.setAside(
                            file, "record of an image", e.getMessage() + " (expected: whole; pull the image again)");
                }
            } else {
                Files.delete(file);
            }
        }
        // A kill between two files can leave a tag with both images: the later pull has it.
        read.sort(Comparator.comparing(entry -> entry.image().pulledAt()));
        for (ImageRecord.Entry entry : read) {
            catalog.untagOthers(entry.image());
            catalog.put(entry);
        }
        return catalog;
    }

    List<Image> list() {
        return images().toList();
    }

    Optional<Image> find(String text) {
        return name(text).flatMap(this::find);
    }

    private Optional<Image> find(ImageName name) {
        return images().filter(name::fits).findFirst();
    }

    /** What a text stands for: a reference that is known goes before the first digits of an id. */
    private Optional<ImageName> name(String text) {
        return ImageName.parse(
                text,
                name -> find(name).isPresent(),
                digits -> entries.keySet().stream()
                        .filter(id -> id.hex().startsWith(digits))
                        .toList());
    }

    private Stream<Image> images() {
        return entries.values().stream().map(ImageRecord.Entry::image);
    }

    Optional<Image> get(Digest id) {
        return Optional.ofNullable(entries.get(id)).map(ImageRecord.Entry::image);
    }

    /** The image of this name with all that is kept for it. */
    Optional<ImageRecord.Entry> entry(String text) {
        return find(text).flatMap(image -> Optional.ofNullable(entries.get(image.id())));
    }

    /**
     * The image, once no removal of it is under way: whoever claimed it before is either seen by the removal, or told here that it is gone.
     */
    Optional<Image> settled(Digest id) {
        writing.lock();
        try {
            return get(id);
        } finally {
            writing.unlock();
        }
    }

    private void put(ImageRecord.Entry entry) {
        SortedMap<Digest, ImageRecord.Entry> next = new TreeMap<>(entries);
        next.put(entry.image().id(), entry);
        entries = next;
    }

    private void drop(Digest id) {
        SortedMap<Digest, ImageRecord.Entry> next = new TreeMap<>(entries);
        next.remove(id);
        entries = next;
    }

    /** Adds an image, or its new references to the one that is there; its tags leave the images that had them. */
    Image add(ImageRecord.Entry added) throws IOException {
        writing.lock();
        try {
            ImageRecord.Entry old = entries.get(added.image().id());
            ImageRecord.Entry merged = old == null ? added : merge(old, added);
            Failpoint.reach("image.pull.record");
            ImageRecord.write(layout, merged);
            put(merged);
            Failpoint.reach("image.pull.tags");
            untagOthers(merged.image());
            return merged.image();
        } finally {
            writing.unlock();
        }
    }

    private static ImageRecord.Entry merge(ImageRecord.Entry old, ImageRecord.Entry added) {
        Image image = added.image();
        Image merged = image.named(
                        union(old.image().tags(), image.tags()),
                        union(old.image().digests(), image.digests()))
                .pinned(old.image().pinned());
        return new ImageRecord.Entry(
                merged, union(old.manifests(), added.manifests()), added.layers(), union(old.blobs(), added.blobs()));
    }

    private static <T> List<T> union(List<T> one, List<T> other) {
        return Stream.concat(one.stream(), other.stream()).distinct().toList();
    }

    private void untagOthers(Image owner) throws IOException {
        for (ImageRecord.Entry entry : List.copyOf(entries.values())) {
            Image image = entry.image();
            List<String> kept = image.tags().stream()
                    .filter(tag -> !owner.tags().contains(tag))
                    .toList();
            if (!image.id().equals(owner.id()) && kept.size() < image.tags().size()) {
                replace(entry, kept, image.digests());
            }
        }
    }

    private void replace(ImageRecord.Entry entry, List<String> tags, List<String> digests) throws IOException {
        ImageRecord.Entry replaced = entry.with(entry.image().named(tags, digests));
        ImageRecord.write(layout, replaced);
        put(replaced);
    }

    /** Removes what the name stands for; answers whether an image went. */
    boolean remove(String text, Predicate<Digest> inUse) throws IOException {
        writing.lock();
        try {
            Optional<ImageName> name = name(text);
            Optional<Image> image = name.flatMap(this::find);
            return image.isPresent() && remove(text, name.get(), image.get(), inUse);
        } finally {
            writing.unlock();
        }
    }

    private boolean remove(String text, ImageName name, Image image, Predicate<Digest> inUse) throws IOException {
        if (name instanceof ImageName.Named(Reference reference)) {
            List<String> tags = name.tagsLeft(image);
            List<String> digests = digestsLeft(reference, image.digests(), tags);
            if (!tags.isEmpty() || !digests.isEmpty()) {
                replace(Objects.requireNonNull(entries.get(image.id())), tags, digests);
                return false;
            }
        }
        if (inUse.test(image.id())) {
            throw new StoreException.InUse("image '" + text + "' is in use (expected: nothing that runs from it)");
        }
        Failpoint.reach("image.remove.record");
        Files.deleteIfExists(layout.image(image.id()));
        drop(image.id());
        return true;
    }

    /** Removes an image with all its names, if it is there and {@code condition} holds while nobody can change it; answers whether it went. */
    boolean removeIf(Digest id, Predicate<Image> condition) throws IOException {
        writing.lock();
        try {
            ImageRecord.Entry entry = entries.get(id);
            if (entry == null || !condition.test(entry.image())) {
                return false;
            }
            Files.deleteIfExists(layout.image(id));
            drop(id);
            return true;
        } finally {
            writing.unlock();
        }
    }

    /** Pins or unpins what the name stands for; empty when it is absent. */
    Optional<Image> pin(String text, boolean pin) throws IOException {
        writing.lock();
        try {
            Optional<ImageRecord.Entry> entry = entry(text);
            if (entry.isPresent() && entry.get().image().pinned() != pin) {
                ImageRecord.Entry changed = entry.get().with(entry.get().image().pinned(pin));
                ImageRecord.write(layout, changed);
                put(changed);
            }
            return find(text);
        } finally {
            writing.unlock();
        }
    }

    List<ImageRecord.Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** With the last tag of a repository its digests go too; a digest that is named goes alone. */
    private static List<String> digestsLeft(Reference removed, List<String> digests, List<String> tags) {
        if (removed.digest().isPresent()) {
            String pinned = removed.pinned(removed.digest().get());
            return digests.stream().filter(digest -> !digest.equals(pinned)).toList();
        }
        boolean tagged = tags.stream().anyMatch(tag -> tag.startsWith(removed.name() + ":"));
        return digests.stream()
                .filter(digest -> tagged || !digest.startsWith(removed.name() + "@"))
                .toList();
    }

    /** The digests of all blobs and stacks of layers that images need. */
    Set<Digest> needed() {
        Set<Digest> needed = new HashSet<>();
        entries.values().forEach(entry -> needed.addAll(entry.needs()));
        return needed;
    }

    /** The names of the layers' directories by chain id. */
    Map<Digest, String> layers() {
        Map<Digest, String> names = new HashMap<>();
        for (ImageRecord.Entry entry : entries.values()) {
            for (int i = 0; i < entry.layers().size(); i++) {
                names.put(entry.image().layers().get(i), entry.layers().get(i));
            }
        }
        return names;
    }
}
