// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The container in which a session runs, and how long its beginning may take. */
record ExecTarget(Place place, ContainerId id, Path bundle, Duration deadline) {
    /** For messages. */
    String action() {
        return "exec in '" + id + "'";
    }

    List<String> command(OwnNull runtime, ExecFiles files, boolean terminal) {
        List<String> words = new ArrayList<>(runtime.crun());
        words.addAll(List.of("--root", place.runtimeRoot().toString()));
        words.addAll(List.of("--log", files.log().toString(), "exec"));
        words.addAll(List.of(
                "--process",
                files.process().toString(),
                "--pid-file",
                files.pid().toString()));
        if (terminal) {
            words.addAll(List.of("--console-socket", files.console().toString()));
        }
        words.add(id.value());
        return Entrance.of(runtime.programs(), place).command(words);
    }
}
