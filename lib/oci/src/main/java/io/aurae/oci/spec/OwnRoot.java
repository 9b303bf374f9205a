// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.ArrayList;
import java.util.List;

/** What instances with a root of their own have in common. */
final class OwnRoot {
    /** They reach around mounts, or change the machine. */
    private static final List<String> TAKEN_AWAY = List.of(
            "DAC_READ_SEARCH",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_BOOT",
            "SYS_TIME",
            "SYSLOG",
            "MAC_ADMIN",
            "MAC_OVERRIDE",
            "BPF",
            "PERFMON",
            "WAKE_ALARM",
            "BLOCK_SUSPEND");

    private OwnRoot() {}

    /** Those that are left of a node's, without all devices but the usual ones. */
    static NodeRights rights(NodeRights node) {
        return new NodeRights(
                node.capabilities().with(List.of(), TAKEN_AWAY), node.lowestOomScoreAdj(), false, node.ceilings());
    }

    /**
     * What would see the whole node, in this root instead.
     *
     * @param namespaces beside those that it has, and that of mounts
     */
    static RuntimeSpec of(
            RuntimeSpec whole, RuntimeSpec.Root root, List<RuntimeSpec.Mount> mounts, String... namespaces) {
        RuntimeSpec.Linux linux = whole.linux();
        List<RuntimeSpec.Namespace> all = new ArrayList<>(linux.namespaces());
        all.add(new RuntimeSpec.Namespace("mount", null));
        for (String type : namespaces) {
            all.add(new RuntimeSpec.Namespace(type, null));
        }
        return new RuntimeSpec(
                whole.ociVersion(),
                whole.process(),
                root,
                whole.hostname(),
                whole.domainname(),
                mounts,
                new RuntimeSpec.Linux(
                        all,
                        List.of(),
                        linux.cgroupsPath(),
                        new RuntimeSpec.Resources(Devices.USUAL),
                        linux.sysctl(),
                        null,
                        "rprivate",
                        Privileges.DEFAULT.masked(),
                        Privileges.DEFAULT.readOnly()),
                whole.annotations());
    }
}
