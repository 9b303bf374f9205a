// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What may be said in fields that reach out of the node: its daemon is root on this machine. Paths of the host lie below the test's own
 * directory or nowhere, ports are ones that nobody uses, control groups the node's own, kernel settings those of a namespace.
 */
final class Restraint {
    private static final String ABSENT = "/no/such/place";

    private static volatile Path directory = Path.of(ABSENT);
    private static volatile String cgroup = ABSENT;

    private Restraint() {}

    /** Where the test may be told to write, and the node's own control group. */
    static void to(Path own, String ownCgroup) {
        directory = own;
        cgroup = ownCgroup;
    }

    /** A directory of the host that is there. */
    static String directory() {
        return directory.toString();
    }

    /** Everything that may be said in a field of text. */
    static List<String> texts(FieldDescriptor field) {
        List<String> own = OWN.getOrDefault(field.getFullName(), Kind.ORDINARY).texts();
        return Stream.concat(own.stream(), HostileValues.TEXTS.stream()).toList();
    }

    /** Everything that may be said in a field of a number; empty for anything. */
    static List<Integer> numbers(FieldDescriptor field) {
        return switch (field.getFullName()) {
            case "aurae.pods.v0.PortMapping.host_port", "runtime.v1.PortMapping.host_port" ->
                List.of(0, 41_987, 70_000, -1, Integer.MIN_VALUE);
            default -> List.of();
        };
    }

    /** Whether the call takes as long as this field says, rightly. */
    static boolean waits(FieldDescriptor field) {
        return field.getFullName().equals("runtime.v1.StopContainerRequest.timeout");
    }

    private enum Kind {
        ORDINARY {
            @Override
            List<String> texts() {
                return List.of("/no/such/place", "//no-such");
            }
        },
        HOST_PATH {
            @Override
            List<String> texts() {
                return Stream.of("", "/no-such", "/a\0b", "/" + "a".repeat(300), "/a".repeat(4000), "/x/../y", "/x\ny")
                        .map(path -> directory + path)
                        .toList();
            }
        },
        DEVICE {
            @Override
            List<String> texts() {
                return List.of("/dev/null", "/dev/no-such-device", "/dev/null/x", directory + "/no-such");
            }
        },
        CGROUP {
            @Override
            List<String> texts() {
                return List.of(cgroup, cgroup + "/generated", cgroup + "/", cgroup + "/a\0b");
            }
        },
        ADDRESS {
            @Override
            List<String> texts() {
                return List.of("127.0.0.1", "::1", "999.1.1.1");
            }
        },
        IMAGE {
            @Override
            List<String> texts() {
                return List.of(
                        "/",
                        "/x",
                        "busybox",
                        "no-such-image",
                        "x@sha256:12",
                        "x:",
                        "127.0.0.1:1/x",
                        "sha256:" + "0".repeat(64));
            }
        };

        abstract List<String> texts();
    }

    private static final Map<String, Kind> OWN = Map.ofEntries(
            Map.entry("aurae.cells.v0.Executable.log_path", Kind.HOST_PATH),
            Map.entry("aurae.cells.v0.CopyInStart.path", Kind.HOST_PATH),
            Map.entry("aurae.cells.v0.CellServiceCopyOutRequest.path", Kind.HOST_PATH),
            Map.entry("aurae.cells.v0.Mount.source", Kind.HOST_PATH),
            Map.entry("aurae.cells.v0.Device.source", Kind.DEVICE),
            Map.entry("aurae.cells.v0.CellRoot.image", Kind.IMAGE),
            Map.entry("aurae.pods.v0.Pod.cgroup_parent", Kind.CGROUP),
            Map.entry("aurae.pods.v0.PortMapping.host_ip", Kind.ADDRESS),
            Map.entry("aurae.images.v0.ImageServicePullRequest.reference", Kind.IMAGE),
            Map.entry("aurae.images.v0.ImageServiceStatusRequest.reference", Kind.IMAGE),
            Map.entry("aurae.images.v0.ImageServiceExportRequest.references", Kind.IMAGE),
            Map.entry("runtime.v1.PodSandboxConfig.log_directory", Kind.HOST_PATH),
            Map.entry("runtime.v1.ContainerConfig.log_path", Kind.HOST_PATH),
            Map.entry("runtime.v1.Mount.host_path", Kind.HOST_PATH),
            Map.entry("runtime.v1.Device.host_path", Kind.DEVICE),
            Map.entry("runtime.v1.CheckpointContainerRequest.location", Kind.HOST_PATH),
            Map.entry("runtime.v1.CheckpointPodRequest.output_path", Kind.HOST_PATH),
            Map.entry("runtime.v1.RestorePodRequest.checkpoint_path", Kind.HOST_PATH),
            Map.entry("runtime.v1.LinuxPodSandboxConfig.cgroup_parent", Kind.CGROUP),
            Map.entry("runtime.v1.PortMapping.host_ip", Kind.ADDRESS),
            Map.entry("runtime.v1.ImageSpec.image", Kind.IMAGE));
}
