// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests with nothing wrong in them, so that one wrong field is what is refused. What is not said here is absent, or the first value
 * that a field can have.
 */
final class SoundRequests {
    /** A message that is there in every sound request. */
    private static final Object PRESENT = new Object();

    private final Map<String, Object> values = new HashMap<>();

    /** A field, by its full name, has this value in every message that has the field; for a repeated one, as its only element. */
    SoundRequests with(String field, Object value) {
        values.put(field, value);
        return this;
    }

    SoundRequests with(String field) {
        return with(field, PRESENT);
    }

    DynamicMessage of(Descriptor type) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        type.getFields().forEach(field -> fill(message, field));
        return message.build();
    }

    private void fill(DynamicMessage.Builder message, FieldDescriptor field) {
        Object value = value(field);
        if (value == null) {
            return;
        }
        if (field.isRepeated()) {
            List<?> elements = value instanceof List<?> list ? list : List.of(value);
            elements.forEach(element -> message.addRepeatedField(field, element));
        } else {
            message.setField(field, value);
        }
    }

    private @Nullable Object value(FieldDescriptor field) {
        Object value = values.get(field.getFullName());
        if (value == null && field.getJavaType() == JavaType.STRING) {
            value = values.get(field.getName()); // by its short name, as in every request for a cell
        }
        return PRESENT.equals(value) ? of(field.getMessageType()) : value;
    }

    /** Those of the standard library. */
    static SoundRequests ofTheLibrary() {
        SoundRequests sound = new SoundRequests()
                .with("cell_name", Stage.CELL)
                .with("executable_name", Stage.EXECUTABLE)
                .with("reference", Stage.IMAGE)
                .with("references", Stage.IMAGE);
        return instancesAndPods(cells(sound))
                .with("aurae.volumes.v0.VolumeServiceCreateRequest.volume")
                .with("aurae.volumes.v0.Volume.name", Stage.NEW)
                .with("aurae.volumes.v0.VolumeServiceRemoveRequest.name", Stage.VOLUME)
                .with("aurae.images.v0.ImageServiceImportRequest.options")
                .with("aurae.images.v0.ImportOptions.reference", Stage.NEW)
                .with("aurae.events.v0.EventServiceListRequest.filter")
                .with("aurae.events.v0.EventServiceWatchRequest.filter");
    }

    private static SoundRequests cells(SoundRequests sound) {
        String cells = "aurae.cells.v0.";
        return sound.with(cells + "CellServiceAllocateRequest.cell")
                .with(cells + "Cell.name", Stage.NEW)
                .with(cells + "CellRoot.image", Stage.IMAGE)
                .with(cells + "Mount.source", Restraint.directory())
                .with(cells + "Mount.target", "/mnt")
                .with(cells + "Mount.options", "size=1m")
                .with(cells + "Device.source", "/dev/null")
                .with(cells + "HugePageLimit.page_size", "2MB")
                .with(cells + "CellServiceStartRequest.executable")
                .with(cells + "Executable.name", Stage.NEW)
                .with(cells + "Executable.args", "/bin/true")
                .with(cells + "Rlimit.type", "nofile")
                .with(cells + "Rlimit.soft", 64L)
                .with(cells + "Dependency.name", Stage.EXECUTABLE)
                .with(cells + "ExecProbe.args", "/bin/true")
                .with(cells + "Probe.exec")
                .with(cells + "HttpProbe.port", 41_988)
                .with(cells + "TcpProbe.port", 41_988)
                .with(cells + "GrpcProbe.port", 41_988)
                .with(cells + "CellServiceSignalRequest.signal", "CONT")
                .with(cells + "CellServiceExecRequest.start")
                .with(cells + "ExecStart.args", "/bin/true")
                .with(cells + "CellServiceAttachRequest.start")
                .with(cells + "CellServiceCopyInRequest.start")
                .with(cells + "CopyInStart.path", Restraint.directory())
                .with(cells + "CellServiceCopyOutRequest.path", Restraint.directory());
    }

    private static SoundRequests instancesAndPods(SoundRequests sound) {
        String instances = "aurae.instances.v0.";
        String pods = "aurae.pods.v0.";
        for (String verb : List.of("Stop", "Free", "List", "Update", "Stats")) {
            sound.with(instances + "InstanceService" + verb + "Request.name", Stage.INSTANCE);
        }
        for (String verb : List.of("Start", "Stop", "Free", "List", "Stats")) {
            sound.with(pods + "PodService" + verb + "Request.name", Stage.POD);
        }
        return sound.with(instances + "InstanceServiceSpawnRequest.instance")
                .with(instances + "Instance.name", Stage.NEW)
                .with(instances + "InstanceServiceUpdateRequest.limits")
                .with(instances + "InstanceLimits.pids")
                .with(pods + "PodServiceAllocateRequest.pod")
                .with(pods + "Pod.name", Stage.NEW)
                .with(pods + "HostEntry.ip", "10.0.0.1")
                .with(pods + "HostEntry.names", "host")
                .with(pods + "PortMapping.container_port", 80)
                .with(pods + "PortMapping.host_port", 41_987);
    }
}
