// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.volumes;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.StateFile;
import io.aurae.base.Durability;
import io.aurae.base.Exclusive;
import io.aurae.base.Failpoint;
import io.aurae.base.Rollback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The volumes of this daemon, a directory each. Thread-safe; a disk that hangs keeps only those waiting who want the same volume. */
public final class Volumes {
    private static final int MAX_VOLUMES = 10_000;
    private static final String RECORD = "volume.json";
    private static final String DATA = "data";
    /** What follows is the name of the volume that was, and {@code @}; no volume's name begins with a dot. */
    private static final String REMOVED = ".removed-";

    private final Path directory;
    private final Map<String, VolumeRecord> byName = new ConcurrentSkipListMap<>();
    private final Exclusive<VolumeName> changing = new Exclusive<>();
    private final Exclusive<VolumeName> deleting = new Exclusive<>();
    private int coming;

    /** @param directory survives reboots */
    public Volumes(Path directory) {
        this.directory = directory;
    }

    /** Finds the volumes of an earlier daemon; what was half made or half removed goes. Answers what could not be read, a sentence each. */
    public List<String> restore() {
        List<String> problems = new ArrayList<>();
        for (Path child : ResourceDirectory.list(directory)) {
            try {
                if (child.getFileName().toString().startsWith(REMOVED)) {
                    ResourceDirectory.remove(child);
                } else {
                    restore(child, file(child).read()).ifPresent(problems::add);
                }
            } catch (RuntimeException | IOException e) {
                problems.add("volume in '" + child + "' not restored: " + e.getMessage());
            }
        }
        return problems;
    }

    /** What somebody may have written is never taken for half made. */
    private Optional<String> restore(Path own, Optional<VolumeRecord> record) throws IOException {
        if (record.filter(VolumeRecord::made).isPresent()) {
            byName.put(record.get().name().text(), record.get());
        } else if (isEmpty(own.resolve(DATA))) {
            ResourceDirectory.remove(own);
        } else {
            return Optional.of("volume in '" + own + "' not restored: it has data and "
                    + (record.isPresent() ? "was never made as a whole" : "no record"));
        }
        return Optional.empty();
    }

    private static boolean isEmpty(Path data) throws IOException {
        if (Files.notExists(data)) {
            return true;
        }
        try (Stream<Path> files = Files.list(data)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Makes an empty volume. Repeating: an identical request answers with the one there is. On failure nothing is left.
     *
     * @throws VolumeException ALREADY_EXISTS or RESOURCE_EXHAUSTED
     */
    VolumeRecord create(VolumeRecord asked) {
        try (Exclusive.Hold _ = changing.acquirePatiently(asked.name())) {
            VolumeRecord existing = byName.get(asked.name().text());
            if (existing != null) {
                if (!existing.isLike(asked)) {
                    throw new VolumeException.AlreadyExists(asked.name());
                }
                return existing;
            }
            takeRoom();
            try {
                make(asked);
                byName.put(asked.name().text(), asked.made(true));
            } finally {
                giveRoom();
            }
            return asked.made(true);
        }
    }

    /** Counts one that is not there yet, so that callers at the same time cannot pass the limit together. */
    private synchronized void takeRoom() {
        if (byName.size() + coming >= MAX_VOLUMES) {
            throw new VolumeException.TooMany(MAX_VOLUMES);
        }
        coming++;
    }

    private synchronized void giveRoom() {
        coming--;
    }

    private void make(VolumeRecord record) {
        Path own = own(record.name());
        try (Rollback rollback = new Rollback()) {
            rollback.push("remove " + own, () -> ResourceDirectory.remove(own));
            Failpoint.reach("volume.create.directory");
            ResourceDirectory.create(own);
            file(own).write(record.made(false));
            Path data = Files.createDirectories(own.resolve(DATA));
            Files.setAttribute(data, "unix:uid", record.uid());
            Files.setAttribute(data, "unix:gid", record.gid());
            Files.setAttribute(data, "unix:mode", record.mode());
            Failpoint.reach("volume.create.finish");
            file(own).write(record.made(true));
            rollback.release();
        } catch (IOException e) {
            throw new VolumeException.Failed(record.name(), "cannot be made", e);
        }
    }

    /**
     * Deletes a volume with all that is in it; succeeds when it is absent. Its name is free at once, and nobody waits for the deletion but
     * this call. Repeating: goes on with a deletion that failed.
     *
     * @throws VolumeException FAILED_PRECONDITION when it is used
     */
    void remove(VolumeName name, Predicate<String> inUse) {
        setAside(name, inUse);
        Failpoint.reach("volume.remove.directory");
        try (Exclusive.Hold _ = deleting.acquirePatiently(name)) {
            ResourceDirectory.list(directory).stream()
                    .filter(child -> child.getFileName().toString().startsWith(REMOVED + name.text() + "@"))
                    .forEach(ResourceDirectory::remove);
        }
    }

    /**
     * The volume is held while {@code inUse} is asked and until the name is forgotten, so that a cell which notes its use before it looks the
     * volume up never has one that goes.
     */
    private void setAside(VolumeName name, Predicate<String> inUse) {
        try (Exclusive.Hold _ = changing.acquirePatiently(name)) {
            if (!byName.containsKey(name.text())) {
                return;
            }
            if (inUse.test(name.text())) {
                throw new VolumeException.InUse(name);
            }
            Failpoint.reach("volume.remove.record");
            Path aside = Files.createTempDirectory(directory, REMOVED + name.text() + "@");
            Files.move(own(name), aside.resolve(name.text()));
            byName.remove(name.text());
        } catch (IOException e) {
            throw new VolumeException.Failed(name, "cannot be removed", e);
        }
    }

    /**
     * The directory to mount.
     *
     * @throws VolumeException NOT_FOUND
     */
    public Path data(VolumeName name) {
        try (Exclusive.Hold _ = changing.acquirePatiently(name)) {
            if (!byName.containsKey(name.text())) {
                throw new VolumeException.NotFound(name);
            }
            return path(name);
        }
    }

    /** Where what it holds lies, or lay. */
    Path path(VolumeName name) {
        return own(name).resolve(DATA);
    }

    /** All volumes in order of their names. */
    List<VolumeRecord> list() {
        return List.copyOf(byName.values());
    }

    private Path own(VolumeName name) {
        return directory.resolve(name.text());
    }

    private static StateFile<VolumeRecord> file(Path own) {
        return new StateFile<>(own.resolve(RECORD), VolumeRecord.class, Durability.POWER);
    }
}
