// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.LinuxPodSandboxStatus;
import io.aurae.cri.v1.Namespace;
import io.aurae.cri.v1.PodIP;
import io.aurae.cri.v1.PodSandbox;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxFilter;
import io.aurae.cri.v1.PodSandboxNetworkStatus;
import io.aurae.cri.v1.PodSandboxState;
import io.aurae.cri.v1.PodSandboxStatus;
import io.aurae.cri.v1.PodSandboxStatusResponse;
import io.aurae.proto.pods.v0.PodState;
import io.aurae.proto.pods.v0.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pod of the node, seen as a sandbox.
 *
 * @param id what CRI callers call it
 * @param pod how the node says it is
 * @param config what was asked for, without labels
 */
record Sandbox(SandboxId id, PodStatus pod, PodSandboxConfig config) {
    /** Empty for a pod that somebody else made. */
    static Optional<Sandbox> of(PodStatus pod) {
        return KeptConfig.sandbox(pod.getPod().getName(), pod.getPod().getAnnotationsMap())
                .map(config -> new Sandbox(new SandboxId(pod.getPod().getName()), pod, config));
    }

    boolean fits(PodSandboxFilter filter) {
        return id.text().startsWith(filter.getId())
                && (!filter.hasState() || filter.getState().getState() == state())
                && labels().entrySet().containsAll(filter.getLabelSelectorMap().entrySet());
    }

    PodSandboxState state() {
        return pod.getState() == PodState.POD_STATE_RUNNING
                ? PodSandboxState.SANDBOX_READY
                : PodSandboxState.SANDBOX_NOTREADY;
    }

    Map<String, String> labels() {
        return pod.getPod().getLabelsMap();
    }

    /** The sandbox in a list. */
    PodSandbox row() {
        return PodSandbox.newBuilder()
                .setId(id.text())
                .setMetadata(config.getMetadata())
                .setState(state())
                .setCreatedAt(Times.nanos(pod.getCreatedAt()))
                .putAllLabels(labels())
                .putAllAnnotations(config.getAnnotationsMap())
                .build();
    }

    /** The sandbox in full; `verbose` adds what the CRI has no field for. */
    PodSandboxStatusResponse answer(boolean verbose) {
        PodSandboxStatusResponse.Builder answer =
                PodSandboxStatusResponse.newBuilder().setStatus(status());
        if (verbose) {
            answer.putInfo("info", Details.of(pod));
        }
        return answer.build();
    }

    PodSandboxStatus status() {
        return PodSandboxStatus.newBuilder()
                .setId(id.text())
                .setMetadata(config.getMetadata())
                .setState(state())
                .setCreatedAt(Times.nanos(pod.getCreatedAt()))
                .setNetwork(network(pod.getIpsList()))
                .setLinux(LinuxPodSandboxStatus.newBuilder()
                        .setNamespaces(Namespace.newBuilder()
                                .setOptions(
                                        config.getLinux().getSecurityContext().getNamespaceOptions())))
                .putAllLabels(labels())
                .putAllAnnotations(config.getAnnotationsMap())
                .build();
    }

    private static PodSandboxNetworkStatus network(List<String> addresses) {
        PodSandboxNetworkStatus.Builder network = PodSandboxNetworkStatus.newBuilder();
        addresses.stream().findFirst().ifPresent(network::setIp);
        addresses.stream()
                .skip(1)
                .forEach(address -> network.addAdditionalIps(PodIP.newBuilder().setIp(address)));
        return network.build();
    }
}
