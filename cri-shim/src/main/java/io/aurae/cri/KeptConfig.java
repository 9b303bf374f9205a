// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.PodSandboxConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a caller's configuration with the pod or cell made from it, as one annotation that means nothing to the node. This is the shim's
 * only memory; a pod or cell without it is not the shim's.
 */
final class KeptConfig {
    /** The annotation's key. */
    static final String KEY = "cri/config";

    private KeptConfig() {}

    /** The annotation for a sandbox; its labels are the pod's own. */
    static Map<String, String> annotate(PodSandboxConfig config) {
        return Map.of(KEY, encode(config.toBuilder().clearLabels().build()));
    }

    /** The annotation for a container; its labels are the cell's own, and its environment is kept nowhere twice. */
    static Map<String, String> annotate(ContainerConfig config) {
        return Map.of(KEY, encode(config.toBuilder().clearLabels().clearEnvs().build()));
    }

    /** The sandbox's configuration, without labels; empty for a pod that is not the shim's. */
    static Optional<PodSandboxConfig> sandbox(Map<String, String> annotations) {
        return decode(annotations).map(bytes -> {
            try {
                return PodSandboxConfig.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException("annotation '" + KEY + "' of a pod", e);
            }
        });
    }

    /** The container's configuration, without labels and environment; empty for a cell that is not the shim's. */
    static Optional<ContainerConfig> container(Map<String, String> annotations) {
        return decode(annotations).map(bytes -> {
            try {
                return ContainerConfig.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException("annotation '" + KEY + "' of a cell", e);
            }
        });
    }

    /** Equal messages give equal text, so that the node sees a repeated request as the same one. */
    private static String encode(MessageLite message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.getSerializedSize());
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        try {
            message.writeTo(output);
            output.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static Optional<byte[]> decode(Map<String, String> annotations) {
        return Optional.ofNullable(annotations.get(KEY)).map(Base64.getDecoder()::decode);
    }
}
