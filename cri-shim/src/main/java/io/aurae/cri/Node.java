// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.client.AuraeClient;
import io.aurae.cri.v1.CgroupDriver;
import io.aurae.cri.v1.LinuxRuntimeConfiguration;
import io.aurae.cri.v1.RuntimeCondition;
import io.aurae.cri.v1.RuntimeConfigResponse;
import io.aurae.cri.v1.RuntimeFeatures;
import io.aurae.cri.v1.RuntimeHandler;
import io.aurae.cri.v1.RuntimeHandlerFeatures;
import io.aurae.cri.v1.RuntimeStatus;
import io.aurae.cri.v1.StatusResponse;
import io.aurae.cri.v1.VersionResponse;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import io.aurae.proto.discovery.v0.DiscoverResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The node as a whole: who it is, whether it can take work, and what its callers must know. */
final class Node {
    private static final String NAME = "aurae";
    private static final String MESSAGE_VERSION = "0.1.0";
    private static final String API_VERSION = "v1";
    private static final Pattern KERNEL = Pattern.compile("(\\d+)\\.(\\d+)");

    private static final Path USER_NAMESPACES_MAX = Path.of("/proc/sys/user/max_user_namespaces");

    private final AuraeClient library;

    Node(AuraeClient library) {
        this.library = library;
    }

    VersionResponse version() {
        return VersionResponse.newBuilder()
                .setVersion(MESSAGE_VERSION)
                .setRuntimeName(NAME)
                .setRuntimeVersion(discover().getVersion())
                .setRuntimeApiVersion(API_VERSION)
                .build();
    }

    /** A node that does not answer is not ready; that is an answer, not a failure. */
    StatusResponse status() {
        RuntimeStatus conditions;
        try {
            DiscoverResponse node = discover();
            conditions = conditions(node.getHealthy(), "Unhealthy", String.join("; ", node.getProblemsList()));
        } catch (StatusRuntimeException e) {
            conditions = conditions(
                    false,
                    "NodeUnreachable",
                    e.getStatus().getCode() + ": " + e.getStatus().getDescription());
        }
        return StatusResponse.newBuilder()
                .setStatus(conditions)
                .addRuntimeHandlers(RuntimeHandler.newBuilder()
                        .setFeatures(RuntimeHandlerFeatures.newBuilder()
                                .setRecursiveReadOnlyMounts(isSince(System.getProperty("os.version"), 5, 12))
                                .setUserNamespaces(isSince(System.getProperty("os.version"), 5, 19)
                                        && mayMake(USER_NAMESPACES_MAX))))
                .setFeatures(RuntimeFeatures.newBuilder().setSupplementalGroupsPolicy(true))
                .build();
    }

    RuntimeConfigResponse config() {
        return RuntimeConfigResponse.newBuilder()
                .setLinux(LinuxRuntimeConfiguration.newBuilder().setCgroupDriver(CgroupDriver.CGROUPFS))
                .build();
    }

    /**
     * Whether a kernel is of this version or a later one; the shim has that of its node. Read-only trees need 5.12, and layers with mapped
     * ids 5.19.
     */
    static boolean isSince(String kernel, int major, int minor) {
        Matcher version = KERNEL.matcher(kernel);
        if (!version.lookingAt()) {
            return false;
        }
        int its = Integer.parseInt(version.group(1));
        return its > major || (its == major && Integer.parseInt(version.group(2)) >= minor);
    }

    /** Whether the kernel's limit of user namespaces, in this file, lets there be any. */
    static boolean mayMake(Path limit) {
        try {
            return Long.parseLong(Files.readString(limit).strip()) > 0;
        } catch (IOException | NumberFormatException e) {
            return false; // it knows none
        }
    }

    private DiscoverResponse discover() {
        return library.discovery().discover(DiscoverRequest.getDefaultInstance());
    }

    /** Pods get their network from the node itself, so both conditions stand and fall together. */
    private static RuntimeStatus conditions(boolean ready, String reason, String message) {
        return RuntimeStatus.newBuilder()
                .addConditions(condition("RuntimeReady", ready, reason, message))
                .addConditions(condition("NetworkReady", ready, reason, message))
                .build();
    }

    private static RuntimeCondition condition(String type, boolean ready, String reason, String message) {
        RuntimeCondition.Builder condition =
                RuntimeCondition.newBuilder().setType(type).setStatus(ready);
        return ready
                ? condition.build()
                : condition.setReason(reason).setMessage(message).build();
    }
}
