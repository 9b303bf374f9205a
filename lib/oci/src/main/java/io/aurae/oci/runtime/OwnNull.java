// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.oci.spec.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The words that start crun where it would give the node's {@code /dev/null} away: it makes the files that are the standard streams those of
 * the root of a user namespace, and of the user of a session. Who has that device could take it from everybody, so crun gets another one.
 */
record OwnNull(RuntimePrograms programs, boolean needed) {
    private static final String FLAG = "--own-null";

    /** For the first process of this specification. */
    OwnNull(RuntimePrograms programs, RuntimeSpec spec) {
        this(programs, spec.mapsUsers());
    }

    /** For a session of this process. */
    OwnNull(RuntimePrograms programs, RuntimeSpec.ProcessConfig session) {
        this(programs, session.user().uid() != 0 || session.user().gid() != 0);
    }

    /** The program and its first words. */
    List<String> crun() {
        List<String> words = new ArrayList<>();
        if (needed && programs.enter().isPresent()) {
            words.addAll(List.of(programs.enter().get().toString(), FLAG, "--"));
        }
        words.add(programs.crun().toString());
        return words;
    }
}
