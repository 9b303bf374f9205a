// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aurae.cri.v1.ContainerEventResponse;
import io.aurae.cri.v1.ContainerEventType;
import io.aurae.cri.v1.ContainerFilter;
import io.aurae.cri.v1.ContainerState;
import io.aurae.cri.v1.GetEventsRequest;
import io.aurae.cri.v1.ListMetricDescriptorsRequest;
import io.aurae.cri.v1.ListPodSandboxMetricsRequest;
import io.aurae.cri.v1.Metric;
import io.aurae.cri.v1.MetricDescriptor;
import io.aurae.cri.v1.MetricType;
import io.aurae.cri.v1.PodSandboxMetrics;
import io.aurae.cri.v1.StreamContainerStatsRequest;
import io.aurae.cri.v1.StreamContainersRequest;
import io.aurae.cri.v1.StreamImagesRequest;
import io.aurae.cri.v1.StreamPodSandboxMetricsRequest;
import io.aurae.cri.v1.StreamPodSandboxStatsRequest;
import io.aurae.cri.v1.StreamPodSandboxesRequest;
import io.aurae.proto.events.v0.Event;
import io.aurae.proto.events.v0.EventKind;
import io.aurae.proto.events.v0.ResourceType;
import io.grpc.BindableService;
import io.grpc.Context;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Answers in several messages over the whole shim, in front of a node in memory. */
class ShimStreamsTest extends WithShim {
    private final FakeEvents events = new FakeEvents();
    private String sandbox;
    private String container;

    @Override
    BindableService[] more() {
        return new BindableService[] {events};
    }

    private void makeOne() {
        sandbox = caller.run();
        container = caller.create(sandbox);
        caller.start(container);
    }

    @Test
    void whatIsListedIsStreamedToo() {
        makeOne();
        var runtime = caller.runtime();

        assertThat(runtime.streamPodSandboxes(StreamPodSandboxesRequest.getDefaultInstance())
                        .next()
                        .getPodSandboxesList())
                .extracting("id")
                .containsExactly(sandbox);
        assertThat(runtime.streamContainers(StreamContainersRequest.getDefaultInstance())
                        .next()
                        .getContainersList())
                .extracting("id")
                .containsExactly(container);
        assertThat(runtime.streamContainerStats(StreamContainerStatsRequest.getDefaultInstance())
                        .next()
                        .getContainerStats(0)
                        .getAttributes()
                        .getId())
                .isEqualTo(container);
        assertThat(runtime.streamPodSandboxStats(StreamPodSandboxStatsRequest.getDefaultInstance())
                        .next()
                        .getPodSandboxStats(0)
                        .getAttributes()
                        .getId())
                .isEqualTo(sandbox);
        assertThat(runtime.streamPodSandboxMetrics(StreamPodSandboxMetricsRequest.getDefaultInstance())
                        .next()
                        .getPodSandboxMetrics(0)
                        .getPodSandboxId())
                .isEqualTo(sandbox);
        assertThat(caller.images()
                        .streamImages(StreamImagesRequest.getDefaultInstance())
                        .next()
                        .getImagesList())
                .extracting("id")
                .containsExactly(FakeImages.NGINX.getId());
    }

    @Test
    void ofNothingThereIsNoMessage() {
        makeOne();
        StreamContainersRequest none = StreamContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().setId("0"))
                .build();

        assertThat(caller.runtime().streamContainers(none)).isExhausted();
    }

    @Test
    void everySampleHasADescriptorAndAValueForEachOfItsLabels() {
        makeOne();
        Map<String, Integer> labels = caller
                .runtime()
                .listMetricDescriptors(ListMetricDescriptorsRequest.getDefaultInstance())
                .getDescriptorsList()
                .stream()
                .collect(Collectors.toMap(MetricDescriptor::getName, MetricDescriptor::getLabelKeysCount));
        PodSandboxMetrics pod = caller.runtime()
                .listPodSandboxMetrics(ListPodSandboxMetricsRequest.getDefaultInstance())
                .getPodMetrics(0);

        assertThat(pod.getMetricsList())
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(labels).containsEntry(metric.getName(), metric.getLabelValuesCount()));
        assertThat(pod.getMetricsList())
                .extracting(
                        Metric::getName,
                        metric -> metric.getLabelValues(0),
                        metric -> metric.getValue().getValue())
                .contains(tuple("container_network_receive_bytes_total", "eth0", 11L));
        assertThat(pod.getContainerMetrics(0).getContainerId()).isEqualTo(container);
        assertThat(pod.getContainerMetrics(0).getMetricsList())
                .filteredOn(metric -> metric.getName().equals("container_memory_working_set_bytes"))
                .singleElement()
                .satisfies(metric -> {
                    assertThat(metric.getMetricType()).isEqualTo(MetricType.GAUGE);
                    assertThat(metric.getValue().getValue()).isEqualTo(600);
                    assertThat(metric.getLabelValuesList())
                            .containsExactly(
                                    "nginx", container, "docker.io/library/nginx:latest", container, "default", "web");
                });
    }

    @Test
    void whatHappensToContainersAndSandboxesIsToldWithHowTheyAreThen() {
        makeOne();
        String cell = new ContainerId(container).cell();
        Context.CancellableContext call = Context.current().withCancellation();
        List<ContainerEventResponse> told = new ArrayList<>();
        call.run(() -> {
            Iterator<ContainerEventResponse> stream =
                    caller.runtime().getContainerEvents(GetEventsRequest.getDefaultInstance());
            events.awaitWatchers(2);
            events.happen(event(ResourceType.RESOURCE_TYPE_EXECUTABLE, cell + "/main", EventKind.EVENT_KIND_STARTED));
            told.add(stream.next());
            node.end(cell, 3);
            events.happen(event(ResourceType.RESOURCE_TYPE_CELL, "somebody-elses", EventKind.EVENT_KIND_ALLOCATED));
            events.happen(event(ResourceType.RESOURCE_TYPE_EXECUTABLE, cell + "/main", EventKind.EVENT_KIND_STOPPED));
            events.happen(event(ResourceType.RESOURCE_TYPE_EXECUTABLE, cell + "/main", EventKind.EVENT_KIND_EXITED));
            told.add(stream.next());
            caller.remove(sandbox);
            events.happen(event(ResourceType.RESOURCE_TYPE_POD, sandbox, EventKind.EVENT_KIND_FREED));
            told.add(stream.next());
        });
        call.cancel(null);

        assertThat(told)
                .extracting(ContainerEventResponse::getContainerEventType, ContainerEventResponse::getContainerId)
                .containsExactly(
                        tuple(ContainerEventType.CONTAINER_STARTED_EVENT, container),
                        tuple(ContainerEventType.CONTAINER_STOPPED_EVENT, container),
                        tuple(ContainerEventType.CONTAINER_DELETED_EVENT, sandbox));
        assertThat(told)
                .allSatisfy(one -> assertThat(one.getPodSandboxStatus().getMetadata())
                        .isEqualTo(caller.pod().getMetadata()));
        assertThat(told.get(0).getContainersStatuses(0).getState()).isEqualTo(ContainerState.CONTAINER_RUNNING);
        assertThat(told.get(1).getContainersStatuses(0).getExitCode()).isEqualTo(3);
        assertThat(told.get(2).getContainersStatusesList()).isEmpty();
    }

    private static Event event(ResourceType type, String path, EventKind kind) {
        return Event.newBuilder()
                .setResourceType(type)
                .setPath(path)
                .setKind(kind)
                .build();
    }
}
