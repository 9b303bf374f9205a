// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.pods.v0.Pod;
import io.aurae.proto.pods.v0.UserNamespace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code run} lets the caller say about whose users a pod's are. */
final class UserOptions {
    @Option(
            names = "--userns",
            paramLabel = "WHOSE",
            defaultValue = "host",
            description =
                    "host: the node's users; auto: users of its own, 65536 that no other pod has, whose root is nobody on the node."
                            + " Default: ${DEFAULT-VALUE}.")
    private Whose whose = Whose.HOST;

    @Option(
            names = "--uidmap",
            paramLabel = "0:NODE:LENGTH",
            description = "These of the node's users instead, from 0 in the pod on; never root.")
    private @Nullable IdRun users;

    @Option(
            names = "--gidmap",
            paramLabel = "0:NODE:LENGTH",
            description = "These of the node's groups likewise. Default: as --uidmap.")
    private @Nullable IdRun groups;

    /** Whose users. */
    enum Whose {
        HOST,
        AUTO
    }

    void apply(Pod.Builder pod) {
        if (whose == Whose.AUTO) {
            pod.setUsers(UserNamespace.getDefaultInstance());
        }
        IdRun someUsers = users;
        if (someUsers != null) {
            pod.getUsersBuilder().setUserIds(someUsers.mapping());
        }
        IdRun someGroups = groups == null ? users : groups;
        if (someGroups != null) {
            pod.getUsersBuilder().setGroupIds(someGroups.mapping());
        }
    }
}
