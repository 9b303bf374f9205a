// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most this node can give to what it starts: its own capabilities, and the lowest oom_score_adj it may set. */
public record NodeRights(Capabilities capabilities, int lowestOomScoreAdj) {
    private static final int LOWEST = -1000;

    /**
     * Those of this process. Without CAP_SYS_RESOURCE the kernel lets nobody go below the value inherited.
     *
     * @throws SpecException when /proc does not tell
     */
    public static NodeRights ofThisProcess() {
        Capabilities capabilities = Capabilities.ofThisProcess();
        if (capabilities.has(Capability.SYS_RESOURCE)) {
            return new NodeRights(capabilities, LOWEST);
        }
        Path own = Path.of("/proc/self/oom_score_adj");
        try {
            return new NodeRights(
                    capabilities, Integer.parseInt(Files.readString(own).strip()));
        } catch (IOException | NumberFormatException e) {
            throw SpecException.unreadable(own.toString(), e);
        }
    }

    /** The value asked for, or the lowest that may be set when that is higher. */
    public int oomScoreAdj(int asked) {
        return Math.max(asked, lowestOomScoreAdj);
    }
}
