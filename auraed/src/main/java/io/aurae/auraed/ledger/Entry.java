// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.ledger;

/**
 * One line of a book, there before the object is.
 *
 * @param owner the resource it is for, as in "cell 'web'"
 * @param presence whether it must be there
 * @param realm whether whatever is below it is the owner's own affair
 */
public record Entry(KernelObject object, String owner, Presence presence, boolean realm) {
    /** What the kernel may have of it now. */
    public enum Presence {
        /** It was made and is in use: it must be there. */
        WHOLE,
        /** It is about to be made, or to go, or may be there or not: both is right. */
        PASSING
    }

    /** An object that must be there when {@code whole}, and else may be. */
    public static Entry of(KernelObject.Kind kind, Object name, String owner, boolean whole) {
        return new Entry(
                new KernelObject(kind, name.toString()), owner, whole ? Presence.WHOLE : Presence.PASSING, false);
    }

    /** The same with all that is below it. */
    public Entry withAllBelow() {
        return new Entry(object, owner, presence, true);
    }
}
