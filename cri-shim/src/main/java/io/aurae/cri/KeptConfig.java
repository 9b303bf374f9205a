// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.aurae.cri.v1.ContainerConfig;
import io.aurae.cri.v1.PodSandboxConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a caller's configuration with the pod or cell made from it, as one annotation that means nothing to the node. This is the shim's
 * only memory that outlives it. A pod or cell without it is not the shim's, nor is one whose annotation or name the shim cannot have
 * written: others may annotate as they like.
 */
final class KeptConfig {
    private static final int KNOWN_MAX = 2000;

    /** What annotations were read as, by their text: statistics come with all of them each time. */
    private static final Map<String, MessageLite> KNOWN = new ConcurrentHashMap<>();

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
    static Optional<PodSandboxConfig> sandbox(String pod, Map<String, String> annotations) {
        return SandboxId.isWhole(pod)
                ? decode(annotations, PodSandboxConfig.class, PodSandboxConfig.parser())
                : Optional.empty();
    }

    /** The container's configuration, without labels and environment; empty for a cell that is not the shim's. */
    static Optional<ContainerConfig> container(String cell, Map<String, String> annotations) {
        return ContainerId.isCell(cell)
                ? decode(annotations, ContainerConfig.class, ContainerConfig.parser())
                : Optional.empty();
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

    private static <T extends MessageLite> Optional<T> decode(
            Map<String, String> annotations, Class<T> type, Parser<T> parser) {
        String text = annotations.get(KEY);
        if (text == null) {
            return Optional.empty();
        }
        MessageLite known = KNOWN.get(text);
        if (type.isInstance(known)) {
            return Optional.of(type.cast(known));
        }
        try {
            T read = parser.parseFrom(Base64.getDecoder().decode(text));
            if (KNOWN.size() >= KNOWN_MAX) {
                KNOWN.clear();
            }
            KNOWN.put(text, read);
            return Optional.of(read);
        } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }
}
