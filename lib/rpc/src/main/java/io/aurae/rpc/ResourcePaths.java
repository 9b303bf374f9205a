// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.aurae.proto.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Finds and rewrites the fields of a message that the definition marks as resource paths, at any depth. */
final class ResourcePaths {
    /** Whether messages of a type can hold a resource path; the types are as many as the definition has. */
    private static final Map<Descriptor, Boolean> HOLDERS = new ConcurrentHashMap<>();

    private ResourcePaths() {}

    /** Whether messages of this type can hold a resource path. */
    static boolean in(Descriptor type) {
        Boolean known = HOLDERS.get(type);
        if (known == null) {
            known = reaches(type, new HashSet<>());
            HOLDERS.put(type, known);
        }
        return known;
    }

    /** The resource paths of a message that are not empty, in the order of the fields. */
    static List<String> of(Message message) {
        List<String> paths = new ArrayList<>();
        collect(message, paths);
        return Collections.unmodifiableList(paths);
    }

    /** The message with each resource path that is not empty replaced; a path replaced by an empty one is cleared. */
    static Message map(Message message, UnaryOperator<String> change) {
        if (!in(message.getDescriptorForType())) {
            return message;
        }
        Message.Builder builder = message.toBuilder();
        message.getAllFields().forEach((field, value) -> {
            if (isPath(field)) {
                replacePath(builder, field, (String) value, change);
            } else if (holdsMessages(field)) {
                replaceMessages(builder, field, value, change);
            }
        });
        return builder.build();
    }

    private static void replacePath(
            Message.Builder builder, FieldDescriptor field, String path, UnaryOperator<String> change) {
        String replaced = path.isEmpty() ? path : change.apply(path);
        if (replaced.isEmpty()) {
            builder.clearField(field);
        } else {
            builder.setField(field, replaced);
        }
    }

    private static void replaceMessages(
            Message.Builder builder, FieldDescriptor field, Object value, UnaryOperator<String> change) {
        if (!field.isRepeated()) {
            builder.setField(field, map((Message) value, change));
            return;
        }
        List<?> elements = (List<?>) value;
        for (int i = 0; i < elements.size(); i++) {
            builder.setRepeatedField(field, i, map((Message) elements.get(i), change));
        }
    }

    private static void collect(Message message, List<String> paths) {
        if (!in(message.getDescriptorForType())) {
            return;
        }
        message.getAllFields().forEach((field, value) -> {
            if (isPath(field)) {
                if (!((String) value).isEmpty()) {
                    paths.add((String) value);
                }
            } else if (holdsMessages(field)) {
                List<?> elements = field.isRepeated() ? (List<?>) value : List.of(value);
                elements.forEach(element -> collect((Message) element, paths));
            }
        });
    }

    private static boolean reaches(Descriptor type, Set<Descriptor> seen) {
        return seen.add(type)
                && type.getFields().stream()
                        .anyMatch(field -> isPath(field)
                                || (field.getJavaType() == JavaType.MESSAGE && reaches(field.getMessageType(), seen)));
    }

    /** A map is a field of entries, none of which is a path or leads to one. */
    private static boolean holdsMessages(FieldDescriptor field) {
        return field.getJavaType() == JavaType.MESSAGE && in(field.getMessageType());
    }

    private static boolean isPath(FieldDescriptor field) {
        return field.getJavaType() == JavaType.STRING
                && !field.isRepeated()
                && field.getOptions().getExtension(Path.resourcePath);
    }
}
