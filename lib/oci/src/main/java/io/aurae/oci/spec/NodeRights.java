// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The most this node can give to what it starts.
 *
 * @param capabilities its own
 * @param lowestOomScoreAdj that it may set
 * @param allDevices whether it may use every device; otherwise the usual ones
 * @param ceilings the highest limits that it may set
 */
public record NodeRights(Capabilities capabilities, int lowestOomScoreAdj, boolean allDevices, LimitCeilings ceilings) {
    private static final Path DEVICES = Path.of("/sys/fs/cgroup/devices");

    private static final int LOWEST = -1000;

    /** The rights of a node that may use every device. */
    public NodeRights(Capabilities capabilities, int lowestOomScoreAdj, LimitCeilings ceilings) {
        this(capabilities, lowestOomScoreAdj, true, ceilings);
    }

    /**
     * Those of this process. Without CAP_SYS_RESOURCE the kernel lets nobody go below the value inherited.
     *
     * @throws SpecException when /proc does not tell
     */
    public static NodeRights ofThisProcess() {
        Capabilities capabilities = Capabilities.ofThisProcess();
        LimitCeilings ceilings = LimitCeilings.ofThisProcess(capabilities);
        Path own = Path.of("/proc/self/oom_score_adj");
        try {
            if (capabilities.has(Capability.SYS_RESOURCE)) {
                return new NodeRights(capabilities, LOWEST, mayUseAllDevices(), ceilings);
            }
            return new NodeRights(
                    capabilities, Integer.parseInt(Files.readString(own).strip()), mayUseAllDevices(), ceilings);
        } catch (IOException | NumberFormatException e) {
            throw SpecException.unreadable(own.toString(), e);
        }
    }

    /** With cgroup v1 what a group is not allowed, none below it can be; with v2 it may be allowed there, and is of no use. */
    private static boolean mayUseAllDevices() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            Path list = DEVICES.resolve("." + fields[2]).resolve("devices.list");
            if (fields[1].equals("devices") && Files.isReadable(list)) {
                return Files.readString(list).startsWith("a ");
            }
        }
        return true;
    }

    /** The value asked for, or the lowest that may be set when that is higher. */
    public int oomScoreAdj(int asked) {
        return Math.max(asked, lowestOomScoreAdj);
    }
}
