// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.ContainerMetrics;
import io.aurae.cri.v1.Metric;
import io.aurae.cri.v1.MetricDescriptor;
import io.aurae.cri.v1.MetricType;
import io.aurae.cri.v1.PodSandboxConfig;
import io.aurae.cri.v1.PodSandboxMetrics;
import io.aurae.cri.v1.UInt64Value;
import io.aurae.proto.cells.v0.CellStats;
import io.aurae.proto.cells.v0.InterfaceUsage;
import io.aurae.proto.cells.v0.IoDeviceUsage;
import io.aurae.proto.cells.v0.Usage;
import io.aurae.proto.pods.v0.PodStats;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What the node measured as named samples, under the names and labels that collectors of such figures know. */
final class Metrics {
    private static final List<String> LABELS = List.of("container", "id", "image", "name", "namespace", "pod");
    private static final List<Figure<Usage>> USED = List.of(
            seconds(
                    "container_cpu_usage_seconds_total",
                    "Processor time.",
                    usage -> usage.getCpu().getUsageNanos()),
            seconds(
                    "container_cpu_user_seconds_total",
                    "Processor time in programs.",
                    usage -> usage.getCpu().getUserNanos()),
            seconds(
                    "container_cpu_system_seconds_total",
                    "Processor time in the kernel.",
                    usage -> usage.getCpu().getSystemNanos()),
            counter(
                    "container_cpu_cfs_periods_total",
                    "Periods under a limit.",
                    Usage::hasCpu,
                    usage -> usage.getCpu().getPeriods()),
            counter(
                    "container_cpu_cfs_throttled_periods_total",
                    "Periods in which the limit was reached.",
                    Usage::hasCpu,
                    usage -> usage.getCpu().getThrottledPeriods()),
            memory(
                    "container_memory_usage_bytes",
                    "Memory, caches of files included.",
                    usage -> usage.getMemory().getUsage()),
            memory(
                    "container_memory_working_set_bytes",
                    "Memory without files that were not used lately.",
                    usage -> usage.getMemory().getWorkingSet()),
            memory(
                    "container_memory_rss",
                    "Memory of no file, in bytes.",
                    usage -> usage.getMemory().getRss()),
            memory(
                    "container_memory_cache",
                    "Memory of files, in bytes.",
                    usage -> usage.getMemory().getCache()),
            memory(
                    "container_memory_swap",
                    "What is swapped out, in bytes.",
                    usage -> usage.getMemory().getSwap()),
            counter(
                    "container_memory_failures_total",
                    "Page faults.",
                    Usage::hasMemory,
                    usage -> usage.getMemory().getPageFaults()),
            counter(
                    "container_oom_events_total",
                    "Processes ended for want of memory.",
                    Usage::hasMemory,
                    usage -> usage.getMemory().getOomKills()),
            gauge(
                    "container_threads",
                    "Processes and threads.",
                    Usage::hasPids,
                    usage -> usage.getPids().getCurrent()),
            counter(
                    "container_fs_reads_bytes_total",
                    "Bytes read from devices.",
                    Usage::hasIo,
                    usage -> ofDevices(usage, IoDeviceUsage::getReadBytes)),
            counter(
                    "container_fs_writes_bytes_total",
                    "Bytes written to devices.",
                    Usage::hasIo,
                    usage -> ofDevices(usage, IoDeviceUsage::getWriteBytes)),
            gauge(
                    "container_fs_usage_bytes",
                    "What was written to the root and is there.",
                    Usage::hasDisk,
                    usage -> usage.getDisk().getBytes()));
    private static final List<Figure<InterfaceUsage>> SENT = List.of(
            link("container_network_receive_bytes_total", "Bytes received.", InterfaceUsage::getReceiveBytes),
            link("container_network_receive_packets_total", "Packets received.", InterfaceUsage::getReceivePackets),
            link(
                    "container_network_receive_errors_total",
                    "Packets that arrived damaged.",
                    InterfaceUsage::getReceiveErrors),
            link(
                    "container_network_receive_packets_dropped_total",
                    "Packets that arrived and were dropped.",
                    InterfaceUsage::getReceiveDropped),
            link("container_network_transmit_bytes_total", "Bytes sent.", InterfaceUsage::getTransmitBytes),
            link("container_network_transmit_packets_total", "Packets sent.", InterfaceUsage::getTransmitPackets),
            link(
                    "container_network_transmit_errors_total",
                    "Packets that could not be sent.",
                    InterfaceUsage::getTransmitErrors),
            link(
                    "container_network_transmit_packets_dropped_total",
                    "Packets dropped instead of being sent.",
                    InterfaceUsage::getTransmitDropped));

    private Metrics() {}

    /** One metric of all that is measured alike. */
    private record Figure<T>(String name, String help, MetricType type, Predicate<T> known, ToLongFunction<T> value) {
        MetricDescriptor descriptor(List<String> labels) {
            return MetricDescriptor.newBuilder()
                    .setName(name)
                    .setHelp(help)
                    .addAllLabelKeys(labels)
                    .build();
        }

        Stream<Metric> sample(T measured, long at, List<String> labels) {
            return known.test(measured)
                    ? Stream.of(Metric.newBuilder()
                            .setName(name)
                            .setMetricType(type)
                            .setTimestamp(at)
                            .addAllLabelValues(labels)
                            .setValue(UInt64Value.newBuilder().setValue(value.applyAsLong(measured)))
                            .build())
                    : Stream.empty();
        }
    }

    /** Every metric there can be. */
    static List<MetricDescriptor> descriptors() {
        List<String> ofLinks = with("interface", LABELS);
        return Stream.concat(
                        USED.stream().map(figure -> figure.descriptor(LABELS)),
                        SENT.stream().map(figure -> figure.descriptor(ofLinks)))
                .toList();
    }

    /** Samples of a pod and its containers; empty for a pod that somebody else made. */
    static Optional<PodSandboxMetrics> of(PodStats pod) {
        return KeptConfig.sandbox(pod.getName(), pod.getPod().getAnnotationsMap())
                .map(config -> of(pod, config));
    }

    private static PodSandboxMetrics of(PodStats pod, PodSandboxConfig config) {
        List<String> labels = labels(config, "", pod.getName(), "");
        long at = Times.nanos(pod.getUsage().getReadAt());
        PodSandboxMetrics.Builder metrics = PodSandboxMetrics.newBuilder()
                .setPodSandboxId(pod.getName())
                .addAllMetrics(used(pod.getUsage(), labels));
        for (InterfaceUsage link : pod.getInterfacesList()) {
            List<String> ofLink = with(link.getName(), labels);
            SENT.stream().flatMap(figure -> figure.sample(link, at, ofLink)).forEach(metrics::addMetrics);
        }
        pod.getCellsList().stream()
                .flatMap(cell -> ofContainer(cell, config).stream())
                .forEach(metrics::addContainerMetrics);
        return metrics.build();
    }

    private static Optional<ContainerMetrics> ofContainer(CellStats cell, PodSandboxConfig pod) {
        return KeptConfig.container(cell.getCellName(), cell.getCell().getAnnotationsMap())
                .map(config -> of(cell, pod, config));
    }

    private static ContainerMetrics of(CellStats cell, PodSandboxConfig pod, ContainerConfig config) {
        String id = ContainerId.ofCell(cell.getCellName()).text();
        List<String> labels = labels(
                pod, config.getMetadata().getName(), id, config.getImage().getImage());
        return ContainerMetrics.newBuilder()
                .setContainerId(id)
                .addAllMetrics(used(cell.getUsage(), labels))
                .build();
    }

    private static List<Metric> used(Usage usage, List<String> labels) {
        long at = Times.nanos(usage.getReadAt());
        return USED.stream().flatMap(figure -> figure.sample(usage, at, labels)).toList();
    }

    /** In the order of {@link #LABELS}; the id of a resource is its name too. */
    private static List<String> labels(PodSandboxConfig pod, String container, String id, String image) {
        return List.of(
                container,
                id,
                image,
                id,
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName());
    }

    private static List<String> with(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private static long ofDevices(Usage usage, ToLongFunction<IoDeviceUsage> which) {
        return usage.getIo().getDevicesList().stream().mapToLong(which).sum();
    }

    /** Samples are whole numbers, so these lose what is less than a second. */
    private static Figure<Usage> seconds(String name, String help, ToLongFunction<Usage> nanos) {
        return counter(name, help, Usage::hasCpu, usage -> TimeUnit.NANOSECONDS.toSeconds(nanos.applyAsLong(usage)));
    }

    private static Figure<Usage> memory(String name, String help, ToLongFunction<Usage> value) {
        return gauge(name, help, Usage::hasMemory, value);
    }

    private static Figure<InterfaceUsage> link(String name, String help, ToLongFunction<InterfaceUsage> value) {
        return new Figure<>(name, help, MetricType.COUNTER, link -> true, value);
    }

    private static Figure<Usage> counter(
            String name, String help, Predicate<Usage> known, ToLongFunction<Usage> value) {
        return new Figure<>(name, help, MetricType.COUNTER, known, value);
    }

    private static Figure<Usage> gauge(String name, String help, Predicate<Usage> known, ToLongFunction<Usage> value) {
        return new Figure<>(name, help, MetricType.GAUGE, known, value);
    }
}
