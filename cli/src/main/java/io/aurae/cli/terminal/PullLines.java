// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.terminal;

import io.aurae.cli.output.Words;
import io.aurae.proto.images.v0.PullProgress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/** One line each time a blob's phase changes. */
final class PullLines implements PullView {
    private final Map<String, PullProgress.Phase> phases = new HashMap<>();
    private final PrintStream out;
    private final String reference;

    PullLines(PrintStream out, String reference) {
        this.out = out;
        this.reference = reference;
    }

    @Override
    public void show(PullProgress progress) {
        PullProgress.Phase phase = progress.getPhase();
        if (phase == phases.put(progress.getDigest(), phase)) {
            return;
        }
        String subject = progress.getDigest().isEmpty() ? reference : progress.getDigest();
        String size = progress.getTotalBytes() > 0 ? ", " + Words.size(progress.getTotalBytes()) : "";
        switch (phase) {
            case PHASE_RESOLVING -> out.println(subject + ": resolving");
            case PHASE_DOWNLOADING -> out.println(subject + ": downloading" + size);
            case PHASE_UNPACKING -> out.println(subject + ": unpacking");
            case PHASE_DONE -> out.println(subject + ": done" + size);
            case PHASE_UNSPECIFIED, UNRECOGNIZED -> {}
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
