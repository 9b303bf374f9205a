// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import java.util.Collection;

/** What became of a goal. */
enum Verdict {
    MET("met"),
    MISSED("missed"),
    OPEN("-");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    static Verdict of(boolean met) {
        return met ? MET : MISSED;
    }

    /** Missed when one is; met when one is and none is missed. */
    static Verdict all(Collection<Verdict> verdicts) {
        if (verdicts.contains(MISSED)) {
            return MISSED;
        }
        return verdicts.contains(MET) ? MET : OPEN;
    }

    String text() {
        return text;
    }
}
