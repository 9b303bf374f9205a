// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import io.aurae.auraed.cells.LimitMessages;
import io.aurae.auraed.cells.StatsQuery;
import io.aurae.auraed.cells.UsageMessages;
import io.aurae.auraed.instances.InstanceState.Running;
import io.aurae.auraed.resource.Grace;
import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.resource.Times;
import io.aurae.cgroup.CgroupLimits;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.instances.v0.InstanceLimits;
import io.aurae.proto.instances.v0.InstanceMounts;
import io.aurae.proto.instances.v0.InstanceServiceFreeRequest;
import io.aurae.proto.instances.v0.InstanceServiceFreeResponse;
import io.aurae.proto.instances.v0.InstanceServiceGrpc;
import io.aurae.proto.instances.v0.InstanceServiceListRequest;
import io.aurae.proto.instances.v0.InstanceServiceListResponse;
import io.aurae.proto.instances.v0.InstanceServiceSpawnRequest;
import io.aurae.proto.instances.v0.InstanceServiceSpawnResponse;
import io.aurae.proto.instances.v0.InstanceServiceStatsRequest;
import io.aurae.proto.instances.v0.InstanceServiceStatsResponse;
import io.aurae.proto.instances.v0.InstanceServiceStopRequest;
import io.aurae.proto.instances.v0.InstanceServiceStopResponse;
import io.aurae.proto.instances.v0.InstanceServiceUpdateRequest;
import io.aurae.proto.instances.v0.InstanceServiceUpdateResponse;
import io.aurae.proto.instances.v0.InstanceStatus;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/** Adapts the calls of {@code aurae.instances.v0}: parse, act, answer. */
public final class InstanceService extends InstanceServiceGrpc.InstanceServiceImplBase {
    private final Instances instances;
    private final Function<String, String> spiffeId;

    /** @param spiffeId tells the SPIFFE id of an instance by its name */
    public InstanceService(Instances instances, Function<String, String> spiffeId) {
        this.instances = instances;
        this.spiffeId = spiffeId;
    }

    @Override
    public void spawn(InstanceServiceSpawnRequest request, StreamObserver<InstanceServiceSpawnResponse> answer) {
        Instance instance = instances.spawn(spec(request.getInstance()));
        answer.onNext(InstanceServiceSpawnResponse.newBuilder()
                .setStatus(status(instance))
                .build());
        answer.onCompleted();
    }

    @Override
    public void stop(InstanceServiceStopRequest request, StreamObserver<InstanceServiceStopResponse> answer) {
        instances.stop(
                ResourceName.top(request.getName()), Grace.parse(request.hasGracePeriod(), request.getGracePeriod()));
        answer.onNext(InstanceServiceStopResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void free(InstanceServiceFreeRequest request, StreamObserver<InstanceServiceFreeResponse> answer) {
        instances.free(ResourceName.top(request.getName()));
        answer.onNext(InstanceServiceFreeResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void list(InstanceServiceListRequest request, StreamObserver<InstanceServiceListResponse> answer) {
        if (!request.getName().isEmpty()) { // it was not handed down, so no instance has it
            throw new InstanceException.NotFound(new ResourceName(request.getName()).path());
        }
        InstanceServiceListResponse.Builder response = InstanceServiceListResponse.newBuilder();
        instances.list().forEach(instance -> response.addInstances(status(instance)));
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void update(InstanceServiceUpdateRequest request, StreamObserver<InstanceServiceUpdateResponse> answer) {
        CgroupLimits change = limits(request.getLimits());
        if (change.equals(CgroupLimits.NONE)) {
            throw new InstanceException.Invalid(
                    "update of instance '" + request.getName() + "' without a limit (expected: at least one)");
        }
        Instance instance = instances.update(ResourceName.top(request.getName()), change);
        answer.onNext(InstanceServiceUpdateResponse.newBuilder()
                .setStatus(status(instance))
                .build());
        answer.onCompleted();
    }

    @Override
    public void stats(InstanceServiceStatsRequest request, StreamObserver<InstanceServiceStatsResponse> answer) {
        StatsQuery query = StatsQuery.of(request.getPartsList(), false, false);
        Instance instance = instances.get(ResourceName.top(request.getName()));
        answer.onNext(InstanceServiceStatsResponse.newBuilder()
                .setUsage(UsageMessages.usage(instance.stats(query.parts())))
                .build());
        answer.onCompleted();
    }

    /** An instance's limits are a cell's. */
    private static CgroupLimits limits(InstanceLimits limits) {
        Cell.Builder cell = Cell.newBuilder()
                .setCpu(limits.getCpu())
                .setCpuset(limits.getCpuset())
                .setMemory(limits.getMemory())
                .setIo(limits.getIo())
                .addAllHugetlb(limits.getHugetlbList())
                .putAllUnified(limits.getUnifiedMap());
        return LimitMessages.of((limits.hasPids() ? cell.setPids(limits.getPids()) : cell).build());
    }

    private static InstanceLimits message(CgroupLimits limits) {
        Cell.Builder cell = Cell.newBuilder();
        LimitMessages.put(limits, cell);
        InstanceLimits.Builder message = InstanceLimits.newBuilder()
                .setCpu(cell.getCpu())
                .setCpuset(cell.getCpuset())
                .setMemory(cell.getMemory())
                .addAllHugetlb(cell.getHugetlbList())
                .putAllUnified(cell.getUnifiedMap());
        if (cell.hasPids()) {
            message.setPids(cell.getPids());
        }
        return (cell.hasIo() ? message.setIo(cell.getIo()) : message).build();
    }

    private static SpawnSpec spec(io.aurae.proto.instances.v0.Instance instance) {
        ResourceName name = ResourceName.top(instance.getName());
        String hostname = instance.getHostname().isEmpty() ? name.path() : instance.getHostname();
        Labels labels = new Labels(instance.getLabelsMap(), instance.getAnnotationsMap());
        return new SpawnSpec(
                name, hostname, instance.getIsolateNetwork(), mounts(instance), labels, limits(instance.getLimits()));
    }

    private static InstancePlan.Mounts mounts(io.aurae.proto.instances.v0.Instance instance) {
        return switch (instance.getMounts()) {
            case INSTANCE_MOUNTS_UNSPECIFIED, INSTANCE_MOUNTS_HOST -> InstancePlan.Mounts.HOST;
            case INSTANCE_MOUNTS_SLAVE -> InstancePlan.Mounts.SLAVE;
            case INSTANCE_MOUNTS_MINIMAL -> InstancePlan.Mounts.MINIMAL;
            case UNRECOGNIZED ->
                throw new InstanceException.Invalid(
                        "mounts '" + instance.getMountsValue() + "' (expected: host, slave or minimal)");
        };
    }

    private static InstanceMounts message(InstancePlan.Mounts mounts) {
        return switch (mounts) {
            case HOST -> InstanceMounts.INSTANCE_MOUNTS_HOST;
            case SLAVE -> InstanceMounts.INSTANCE_MOUNTS_SLAVE;
            case MINIMAL -> InstanceMounts.INSTANCE_MOUNTS_MINIMAL;
        };
    }

    private InstanceStatus status(Instance instance) {
        SpawnSpec spec = instance.spec();
        InstanceStatus.Builder status = InstanceStatus.newBuilder()
                .setInstance(io.aurae.proto.instances.v0.Instance.newBuilder()
                        .setName(spec.name().path())
                        .setHostname(spec.hostname())
                        .setIsolateNetwork(spec.isolateNetwork())
                        .setMounts(message(spec.mounts()))
                        .setLimits(message(instance.limits()))
                        .putAllLabels(spec.labels().labels())
                        .putAllAnnotations(spec.labels().annotations()))
                .setSocket(instance.plan().socket().toString())
                .setSpiffeId(spiffeId.apply(spec.name().path()))
                .setCreatedAt(Times.message(instance.createdAt()));
        if (instance.state() instanceof Running running) {
            return status.setState(io.aurae.proto.instances.v0.InstanceState.INSTANCE_STATE_RUNNING)
                    .setPid(Math.toIntExact(running.process().pid()))
                    .build();
        }
        return status.setState(io.aurae.proto.instances.v0.InstanceState.INSTANCE_STATE_STOPPED)
                .build();
    }
}
