// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

import io.aurae.auraed.ledger.Entry.Presence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the books with the kernel. Thread-safe; costs nothing to those who make and remove things meanwhile. */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final List<Book> books;
    private final Supplier<Set<KernelObject>> kernel;
    private List<String> lasting = List.of();
    private volatile List<String> broken = List.of();
    private volatile Set<Finding> told = Set.of();

    /** @param kernel what there is now where only this node makes things */
    public Ledger(List<Book> books, Supplier<Set<KernelObject>> kernel) {
        this.books = List.copyOf(books);
        this.kernel = kernel;
    }

    /** Finishes or undoes what is half done, compares, and writes to the log what was not found before; called every minute. */
    public void review() {
        try {
            mend();
            Set<Finding> now = new HashSet<>(check());
            now.stream()
                    .filter(finding -> !told.contains(finding))
                    .sorted()
                    .forEach(finding -> LOG.warn("{}", finding.message()));
            told = now;
        } catch (RuntimeException e) {
            LOG.warn("the ledger could not be compared with the kernel, trying again in a minute", e);
        }
    }

    /**
     * Takes what the start of the daemon could not restore for what could not be mended.
     *
     * @param lasting what no book tries again
     */
    public synchronized void begin(List<String> lasting, List<String> problems) {
        this.lasting = List.copyOf(lasting);
        broken = Stream.concat(lasting.stream(), problems.stream()).toList();
    }

    /** What could not be read, finished or undone when it was last tried, a sentence each. */
    public List<String> problems() {
        return broken;
    }

    /** Finishes or undoes what is half done. */
    public synchronized void mend() {
        List<String> left = new ArrayList<>(lasting);
        books.forEach(book -> left.addAll(book.mend()));
        broken = List.copyOf(left);
    }

    /**
     * Compares, and changes nothing. What comes or goes meanwhile is seen in one of two comparisons only, and so not told.
     *
     * @return in order of their messages
     */
    public List<Finding> check() {
        Set<Finding> found = new TreeSet<>(compare());
        if (!found.isEmpty()) {
            found.retainAll(compare());
        }
        broken.forEach(problem -> found.add(new Finding.Broken(problem)));
        return List.copyOf(found);
    }

    /** As {@link #check}, and asks also the programs that made things; may take seconds. */
    List<Finding> inspect() {
        Set<Finding> found = new TreeSet<>(check());
        books.forEach(book -> book.inspect().forEach(problem -> found.add(new Finding.Broken(problem))));
        return List.copyOf(found);
    }

    /** What the kernel had is looked up in the books as they were before and after. */
    private Set<Finding> compare() {
        List<Entry> before = entries();
        Set<KernelObject> there = kernel.get();
        List<Entry> after = entries();
        Set<Finding> found = new HashSet<>();
        Index known = new Index(before, after);
        Set<KernelObject> unknown = new HashSet<>();
        there.stream().filter(object -> !known.has(object)).forEach(unknown::add);
        unknown.stream()
                .filter(object -> unknown.stream().noneMatch(other -> !other.equals(object) && object.isWithin(other)))
                .forEach(object -> found.add(new Finding.Unknown(object)));
        Set<Entry> still = new HashSet<>(after);
        before.stream()
                .filter(entry -> entry.presence() == Presence.WHOLE && still.contains(entry))
                .filter(entry -> !there.contains(entry.object()))
                .forEach(entry -> found.add(new Finding.Missing(entry.object(), entry.owner())));
        return found;
    }

    private List<Entry> entries() {
        return books.stream().map(Book::entries).flatMap(Collection::stream).toList();
    }

    /** How many objects the books have. */
    public int size() {
        return entries().size();
    }

    /** The entries by their objects, so that many are looked up as fast as few. */
    private static final class Index {
        private final Set<KernelObject> single = new HashSet<>();
        private final Set<KernelObject> realms = new HashSet<>();

        Index(List<Entry> before, List<Entry> after) {
            for (List<Entry> entries : List.of(before, after)) {
                entries.forEach(entry -> (entry.realm() ? realms : single).add(entry.object()));
            }
        }

        boolean has(KernelObject object) {
            if (single.contains(object)) {
                return true;
            }
            String name = object.name();
            while (!realms.contains(new KernelObject(object.kind(), name))) {
                if (name.isEmpty()) {
                    return false;
                }
                name = name.substring(0, Math.max(0, name.lastIndexOf('/')));
            }
            return true;
        }
    }
}
