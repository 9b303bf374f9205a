// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Resources of one kind of which something lies there that cannot be restored, because the record is damaged or what was half done cannot be
 * undone. Such a resource is left alone, and its name stays taken, until it is freed or is found whole after all. Thread-safe.
 */
public final class Damaged {
    private final Names names;
    private final Names.Kind kind;
    private final Map<ResourceName, String> reasons = new TreeMap<>();

    public Damaged(Names names, Names.Kind kind) {
        this.names = names;
        this.kind = kind;
    }

    /** Remembers it, and keeps its name from others. Repeating: remembers the newer reason. */
    public synchronized void add(ResourceName name, String reason) {
        boolean known = reasons.put(name, reason) != null;
        if (!known && name.isTop()) {
            try {
                names.reserve(name.path(), kind);
            } catch (ResourceException e) {
                return; // whoever has it keeps it from others
            }
        }
    }

    /** Forgets it because it is found whole, or is gone. Its name is free then; false, and nothing done, when it was not damaged. */
    public synchronized boolean remove(ResourceName name) {
        boolean known = reasons.remove(name) != null;
        if (known && name.isTop()) {
            names.release(name.path(), kind);
        }
        return known;
    }

    /** Whether there is any. */
    public synchronized boolean isAny() {
        return !reasons.isEmpty();
    }

    /** Whether this very one is damaged. */
    public synchronized boolean has(ResourceName name) {
        return reasons.containsKey(name);
    }

    /** It and what is in it, as far as it is damaged; innermost first. */
    public synchronized List<ResourceName> within(ResourceName name) {
        return reasons.keySet().stream()
                .filter(other -> other.isWithin(name))
                .toList()
                .reversed();
    }

    /** A call for what is left alone. */
    private static final class LeftAlone extends AuraeException {
        LeftAlone(String subject, String reason) {
            super(FaultCode.FAILED_PRECONDITION, subject + " is left alone: " + reason);
        }
    }

    /**
     * Refuses calls for what is damaged, with the reason.
     *
     * @throws AuraeException FAILED_PRECONDITION
     */
    public synchronized void requireUsable(ResourceName name) {
        String reason = reasons.get(name);
        if (reason != null) {
            throw new LeftAlone(kind + " '" + name + "'", reason);
        }
    }

    /**
     * Refuses a name that is damaged.
     *
     * @throws ResourceException ALREADY_EXISTS
     */
    public synchronized void requireNot(ResourceName name) {
        String reason = reasons.get(name);
        if (reason != null) {
            throw ResourceException.damaged(kind + " '" + name + "'", reason);
        }
    }
}
