// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * Events in memory: the latest of the node, and beyond these the latest of each resource. When there are too many, the resource that had
 * none for the longest time is forgotten. What was only ever refused is kept apart, so that nobody can make a node forget its resources by
 * asking for things that are not there. Guarded by its owner's lock.
 */
final class History {
    /** The latest events of the node, whatever they are about. */
    static final int RECENT_MAX = 4_096;
    /** The latest of one resource. */
    static final int PER_RESOURCE_MAX = 32;
    /** Events of all resources together. */
    static final int TOTAL_MAX = 16_384;
    /** Resources that were only ever refused. */
    static final int STRANGERS_MAX = 256;

    private final ArrayDeque<Event> recent = new ArrayDeque<>();
    private final SequencedMap<Resource, Deque<Event>> byResource = new LinkedHashMap<>(64, 0.75f, true);
    private final SequencedMap<Resource, Deque<Event>> strangers = new LinkedHashMap<>(64, 0.75f, true);
    private int total;
    private long lastId;

    /** From this id on, no id is missing up to the last. */
    private long unbrokenFrom = 1;

    /** Takes in an event with a greater id than all before. */
    void add(Event event) {
        if (event.id() != lastId + 1) {
            unbrokenFrom = event.id();
        }
        lastId = event.id();
        recent.addLast(event);
        if (recent.size() > RECENT_MAX) {
            recent.removeFirst();
        }
        Deque<Event> own = deque(event);
        own.addLast(event);
        total++;
        if (own.size() > PER_RESOURCE_MAX) {
            own.removeFirst();
            total--;
        }
        while (total > TOTAL_MAX && byResource.size() > 1) {
            forgetEldest(byResource);
        }
        while (strangers.size() > STRANGERS_MAX) {
            forgetEldest(strangers);
        }
    }

    private Deque<Event> deque(Event event) {
        Deque<Event> known = byResource.get(event.resource());
        if (known != null) {
            return known;
        }
        boolean refused = event.kind() == EventKind.REFUSED || event.kind() == EventKind.SLOW;
        if (refused) {
            return strangers.computeIfAbsent(event.resource(), _ -> new ArrayDeque<>(2));
        }
        Deque<Event> begun = strangers.remove(event.resource());
        Deque<Event> own = begun == null ? new ArrayDeque<>(4) : begun;
        byResource.put(event.resource(), own);
        return own;
    }

    private void forgetEldest(SequencedMap<Resource, Deque<Event>> map) {
        Iterator<Deque<Event>> eldest = map.values().iterator();
        total -= eldest.next().size();
        eldest.remove();
    }

    /** All that fit, in order of their ids. */
    List<Event> select(Predicate<Event> fits) {
        long oldestRecent =
                recent.isEmpty() ? Long.MAX_VALUE : recent.getFirst().id();
        List<Event> found = new ArrayList<>();
        for (var map : List.of(byResource, strangers)) {
            map.values()
                    .forEach(events -> events.forEach(event -> {
                        if (event.id() < oldestRecent && fits.test(event)) {
                            found.add(event);
                        }
                    }));
        }
        found.sort((a, b) -> Long.compare(a.id(), b.id()));
        recent.forEach(event -> {
            if (fits.test(event)) {
                found.add(event);
            }
        });
        return found;
    }

    /** The recent events with greater ids than {@code id}, at most {@code max}, oldest first. */
    List<Event> after(long id, int max) {
        ArrayDeque<Event> found = new ArrayDeque<>();
        for (Iterator<Event> back = recent.descendingIterator(); back.hasNext(); ) {
            Event event = back.next();
            if (event.id() <= id) {
                break;
            }
            found.addFirst(event);
            if (found.size() > max) {
                found.removeLast();
            }
        }
        return List.copyOf(found);
    }

    /** The smallest id from which on every event is kept. */
    long firstKept() {
        return recent.isEmpty()
                ? unbrokenFrom
                : Math.max(unbrokenFrom, recent.getFirst().id());
    }
}
