// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a program serves, as it says itself: nothing here knows a service or a method by name. */
record Surface(List<ServiceDescriptor> services) {
    Stream<MethodDescriptor> methods() {
        return services.stream().flatMap(service -> service.getMethods().stream());
    }

    /** Asks the server by reflection. */
    static Surface of(Channel channel) throws Exception {
        BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
                ServerReflectionGrpc.newBlockingV2Stub(channel).serverReflectionInfo();
        Map<String, ServiceDescriptor> services = new TreeMap<>();
        ServerReflectionRequest names =
                ServerReflectionRequest.newBuilder().setListServices("").build();
        for (ServiceResponse service :
                ask(call, names).getListServicesResponse().getServiceList()) {
            services.put(service.getName(), described(call, service.getName()));
        }
        call.halfClose();
        return new Surface(List.copyOf(services.values()));
    }

    private static ServiceDescriptor described(
            BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call, String service)
            throws Exception {
        ServerReflectionRequest request = ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(service)
                .build();
        Files files = new Files(ask(call, request).getFileDescriptorResponse().getFileDescriptorProtoList());
        for (FileDescriptor file : files.all()) {
            for (ServiceDescriptor found : file.getServices()) {
                if (found.getFullName().equals(service)) {
                    return found;
                }
            }
        }
        throw new AssertionError("the server does not describe the service '" + service + "' that it serves");
    }

    private static ServerReflectionResponse ask(
            BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest request)
            throws InterruptedException, StatusException {
        call.write(request);
        ServerReflectionResponse answer = call.read();
        if (answer == null) {
            throw new AssertionError("the server ended its description of itself");
        }
        return answer;
    }

    /** Descriptions of files, which name each other. */
    private static final class Files {
        private final Map<String, FileDescriptorProto> described = new HashMap<>();
        private final Map<String, FileDescriptor> linked = new HashMap<>();

        Files(List<ByteString> descriptions) throws InvalidProtocolBufferException {
            for (ByteString bytes : descriptions) {
                FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
                described.put(file.getName(), file);
            }
        }

        List<FileDescriptor> all() throws DescriptorValidationException {
            List<FileDescriptor> files = new ArrayList<>();
            for (String name : described.keySet()) {
                files.add(link(name));
            }
            return files;
        }

        private FileDescriptor link(String name) throws DescriptorValidationException {
            FileDescriptor known = linked.get(name);
            if (known != null) {
                return known;
            }
            FileDescriptorProto file = described.get(name);
            List<FileDescriptor> needed = new ArrayList<>();
            for (String dependency : file.getDependencyList()) {
                needed.add(link(dependency));
            }
            FileDescriptor made = FileDescriptor.buildFrom(file, needed.toArray(FileDescriptor[]::new));
            linked.put(name, made);
            return made;
        }
    }
}
