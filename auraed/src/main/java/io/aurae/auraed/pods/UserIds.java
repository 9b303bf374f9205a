// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.linux.IdMap;
import io.aurae.linux.IdMap.Run;
import io.aurae.linux.Linux;
import io.aurae.linux.UserNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ids of pods that have users of their own: no two pods for which the node chose share one. Thread-safe.
 *
 * <p>A pod's ids are in its record, and while its namespaces are pinned beside them too: where the record is lost, what runs still has them.
 */
public final class UserIds {
    private static final String NOTE = "ids";

    private final Linux linux;
    private final Path program;
    private final Path directory;
    private final Optional<Run> range;
    private final Map<ResourceName, IdMap> taken = new HashMap<>();

    /**
     * @param program {@code aurae-userns}
     * @param directory where namespaces are pinned
     * @param range out of which the node chooses; empty where it does not
     */
    public UserIds(Linux linux, Path program, Path directory, Optional<Run> range) {
        this.linux = linux;
        this.program = program;
        this.directory = directory;
        this.range = range;
    }

    /** The ids of a pod to be. @throws PodException FAILED_PRECONDITION or RESOURCE_EXHAUSTED when the node has none to choose from */
    synchronized @Nullable IdMap take(ResourceName pod, @Nullable PodUsers asked) {
        if (asked == null) {
            return null;
        }
        IdMap given = asked.map();
        IdMap ids = given == null ? choose(pod) : given;
        taken.put(pod, ids);
        return ids;
    }

    /** Takes the ids of a pod of an earlier daemon. */
    synchronized void keep(ResourceName pod, @Nullable IdMap ids) {
        if (ids != null) {
            taken.put(pod, ids);
        }
    }

    /** Lets others have the ids of a pod of which nothing is left. Repeating: does nothing. */
    synchronized void release(ResourceName pod) {
        taken.remove(pod);
    }

    private IdMap choose(ResourceName pod) {
        Run all = range.orElseThrow(() -> new PodException.NoIds(pod));
        List<IdMap> others = new ArrayList<>(taken.values());
        others.addAll(ofLost());
        for (long first = all.first(); first + PodUsers.LENGTH <= all.first() + all.length(); ) {
            Run run = new Run(first, PodUsers.LENGTH);
            Optional<Run> inTheWay = others.stream()
                    .flatMap(map -> Stream.of(map.users(), map.groups()))
                    .filter(run::overlaps)
                    .findFirst();
            if (inTheWay.isEmpty()) {
                return new IdMap(run, run);
            }
            long after = inTheWay.get().first() + inTheWay.get().length();
            long steps = (after - all.first() + PodUsers.LENGTH - 1) / PodUsers.LENGTH;
            first = all.first() + steps * PodUsers.LENGTH;
        }
        throw new PodException.IdsExhausted(pod, all.length() / PodUsers.LENGTH);
    }

    /** Says whose ids the namespaces have that are to be pinned, in their directory. */
    static void note(Path directory, IdMap ids) throws IOException {
        Files.write(directory.resolve(NOTE), List.of(line(ids.users()), line(ids.groups())));
    }

    private static String line(Run run) {
        return run.first() + " " + run.length();
    }

    /** Those of pods that are not known, and are or were there. */
    private List<IdMap> ofLost() {
        return ResourceDirectory.list(directory).stream()
                .filter(pins -> taken.keySet().stream().noneMatch(pod -> pins.equals(directory(pod))))
                .flatMap(pins -> noted(pins).stream())
                .toList();
    }

    private static Optional<IdMap> noted(Path pins) {
        try {
            List<Run> runs = Files.readAllLines(pins.resolve(NOTE)).stream()
                    .map(line -> line.split(" "))
                    .map(words -> new Run(Long.parseLong(words[0]), Long.parseLong(words[1])))
                    .toList();
            return Optional.of(new IdMap(runs.getFirst(), runs.getLast()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // the daemon died before it had pinned anything there, or it is gone meanwhile
        }
    }

    /** Where the namespaces of a pod are pinned that go with its users. */
    Path directory(ResourceName pod) {
        return directory.resolve(pod.path());
    }

    /** The user namespace of a pod with these ids. */
    UserNamespace namespace(ResourceName pod, IdMap ids) {
        return new UserNamespace(linux, program, directory(pod).resolve("user"), ids);
    }
}
