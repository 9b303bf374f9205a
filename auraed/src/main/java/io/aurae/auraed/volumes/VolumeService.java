// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.volumes;

import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.Times;
import io.aurae.proto.volumes.v0.Volume;
import io.aurae.proto.volumes.v0.VolumeServiceCreateRequest;
import io.aurae.proto.volumes.v0.VolumeServiceCreateResponse;
import io.aurae.proto.volumes.v0.VolumeServiceGrpc;
import io.aurae.proto.volumes.v0.VolumeServiceListRequest;
import io.aurae.proto.volumes.v0.VolumeServiceListResponse;
import io.aurae.proto.volumes.v0.VolumeServiceRemoveRequest;
import io.aurae.proto.volumes.v0.VolumeServiceRemoveResponse;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;

/** Adapts the calls of {@code aurae.volumes.v0}: parse, act, answer. */
public final class VolumeService extends VolumeServiceGrpc.VolumeServiceImplBase {
    private static final int MODE = 0755;

    private final Volumes volumes;
    private final Predicate<String> inUse;

    /** @param inUse whether something on the node needs the volume of this name */
    public VolumeService(Volumes volumes, Predicate<String> inUse) {
        this.volumes = volumes;
        this.inUse = inUse;
    }

    @Override
    public void create(VolumeServiceCreateRequest request, StreamObserver<VolumeServiceCreateResponse> answer) {
        VolumeRecord made = volumes.create(record(request.getVolume()));
        answer.onNext(VolumeServiceCreateResponse.newBuilder()
                .setVolume(message(made))
                .build());
        answer.onCompleted();
    }

    @Override
    public void list(VolumeServiceListRequest request, StreamObserver<VolumeServiceListResponse> answer) {
        answer.onNext(VolumeServiceListResponse.newBuilder()
                .addAllVolumes(volumes.list().stream().map(this::message).toList())
                .build());
        answer.onCompleted();
    }

    @Override
    public void remove(VolumeServiceRemoveRequest request, StreamObserver<VolumeServiceRemoveResponse> answer) {
        volumes.remove(new VolumeName(request.getName()), inUse);
        answer.onNext(VolumeServiceRemoveResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private static VolumeRecord record(Volume volume) {
        return new VolumeRecord(
                new VolumeName(volume.getName()),
                new Labels(volume.getLabelsMap(), Map.of()).labels(),
                volume.getUid(),
                volume.getGid(),
                volume.hasMode() ? volume.getMode() : MODE,
                Instant.now(),
                false);
    }

    private Volume message(VolumeRecord record) {
        return Volume.newBuilder()
                .setName(record.name().text())
                .putAllLabels(record.labels())
                .setUid(record.uid())
                .setGid(record.gid())
                .setMode(record.mode())
                .setCreatedAt(Times.message(record.createdAt()))
                .setPath(volumes.path(record.name()).toString())
                .build();
    }
}
