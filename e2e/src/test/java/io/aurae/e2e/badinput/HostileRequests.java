// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Calls of a method that should be refused, or should do no harm: each field in turn holds what it should not, in a request that is
 * sound otherwise, and then many fields at once. The same seed makes the same calls.
 */
final class HostileRequests {
    private static final int DEPTH_MAX = 7;
    private static final int MANY = 3000;
    private static final double FIELD_IS_SAID = 0.25;

    private final SoundRequests sound;
    private final Random random;
    private final int perMethod;
    private final int combinations;

    /**
     * @param perMethod how many of the calls with one wrong field are made; they are chosen at random when there are more, but each field
     *     has at least one
     * @param combinations how many calls with many wrong fields are made
     */
    HostileRequests(SoundRequests sound, Random random, int perMethod, int combinations) {
        this.sound = sound;
        this.random = random;
        this.perMethod = perMethod;
        this.combinations = combinations;
    }

    List<Attempt> of(MethodDescriptor method) {
        Descriptor type = method.getInputType();
        DynamicMessage good = sound.of(type);
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(Attempt.with(method, good));
        attempts.add(Attempt.with(method, DynamicMessage.getDefaultInstance(type)));
        attempts.addAll(damaged(method, good.toByteString()));
        attempts.addAll(oneField(method));
        for (int i = 0; i < combinations && !type.getFields().isEmpty(); i++) {
            attempts.add(Attempt.with(method, anything(type, DEPTH_MAX)));
        }
        attempts.addAll(conversations(method));
        return attempts;
    }

    /** What is no message: a field that is cut off, text that is none, groups in groups without end. */
    private static List<Attempt> damaged(MethodDescriptor method, ByteString good) {
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(Attempt.damaged(method, ByteString.copyFrom(new byte[] {0x0a, 0x7f})));
        attempts.add(
                Attempt.damaged(method, ByteString.copyFrom(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1})));
        attempts.add(Attempt.damaged(method, ByteString.copyFrom(new byte[1000]).concat(good)));
        for (FieldDescriptor field : method.getInputType().getFields()) {
            if (field.getJavaType() == JavaType.STRING && !field.isMapField()) {
                int tag = (field.getNumber() << 3) | 2;
                byte[] noText = {(byte) ((tag & 0x7f) | 0x80), (byte) (tag >> 7), 2, (byte) 0xc0, (byte) 0xaf};
                attempts.add(Attempt.damaged(method, ByteString.copyFrom(noText)));
            }
        }
        return attempts;
    }

    private List<Attempt> oneField(MethodDescriptor method) {
        List<Attempt> first = new ArrayList<>();
        List<Attempt> more = new ArrayList<>();
        for (List<FieldDescriptor> path : paths(method.getInputType(), List.of(), Set.of())) {
            List<Attempt> ofField = new ArrayList<>();
            for (Object value : values(path.getLast())) {
                DynamicMessage message = with(sound.of(method.getInputType()), path, value);
                ofField.add(Attempt.wrong(method, message, name(path), value));
            }
            Collections.shuffle(ofField, random);
            first.add(ofField.removeFirst());
            more.addAll(ofField);
        }
        Collections.shuffle(more, random);
        first.addAll(more.subList(0, Math.clamp(perMethod - first.size(), 0, more.size())));
        return first;
    }

    private static String name(List<FieldDescriptor> path) {
        return String.join(".", path.stream().map(FieldDescriptor::getName).toList());
    }

    /** Every field, however deep; a message that has messages of its own kind in it is not entered twice. */
    private static List<List<FieldDescriptor>> paths(
            Descriptor type, List<FieldDescriptor> before, Set<Descriptor> entered) {
        List<List<FieldDescriptor>> paths = new ArrayList<>();
        for (FieldDescriptor field : type.getFields()) {
            List<FieldDescriptor> path = new ArrayList<>(before);
            path.add(field);
            paths.add(path);
            boolean enter = field.getJavaType() == JavaType.MESSAGE
                    && !field.isMapField()
                    && path.size() < DEPTH_MAX
                    && !entered.contains(field.getMessageType());
            if (enter) {
                Set<Descriptor> inside = new HashSet<>(entered);
                inside.add(type);
                paths.addAll(paths(field.getMessageType(), path, inside));
            }
        }
        return paths;
    }

    /** What a field may wrongly hold; lists stand for the elements of a repeated one. */
    private List<Object> values(FieldDescriptor field) {
        if (field.isMapField()) {
            return maps(field);
        }
        List<Object> single = new ArrayList<>(HostileValues.of(field));
        if (field.getJavaType() == JavaType.MESSAGE) {
            single.add(DynamicMessage.getDefaultInstance(field.getMessageType()));
            single.add(sound.of(field.getMessageType()));
        }
        if (!field.isRepeated()) {
            return single;
        }
        List<Object> lists = new ArrayList<>(single.stream().map(List::of).toList());
        lists.add(Collections.nCopies(MANY, single.getLast()));
        return lists;
    }

    private static List<Object> maps(FieldDescriptor map) {
        FieldDescriptor key = map.getMessageType().findFieldByName("key");
        FieldDescriptor value = map.getMessageType().findFieldByName("value");
        List<Object> maps = new ArrayList<>();
        for (String text : Restraint.texts(map)) {
            maps.add(List.of(entry(map, key, text, value, "x")));
            maps.add(List.of(entry(map, key, "net.ipv4.ip_unprivileged_port_start", value, text)));
        }
        List<DynamicMessage> many = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            many.add(entry(map, key, "k" + i, value, "v"));
        }
        maps.add(many);
        return maps;
    }

    private static DynamicMessage entry(
            FieldDescriptor map, FieldDescriptor key, String name, FieldDescriptor value, String text) {
        return DynamicMessage.newBuilder(map.getMessageType())
                .setField(key, name)
                .setField(value, text)
                .build();
    }

    /** The message with this value at the end of the path; messages on the way are sound. */
    private DynamicMessage with(DynamicMessage message, List<FieldDescriptor> path, Object value) {
        FieldDescriptor field = path.getFirst();
        DynamicMessage.Builder changed = message.toBuilder();
        if (path.size() == 1) {
            return changed.setField(field, value).build();
        }
        DynamicMessage inner = !field.isRepeated() && message.hasField(field)
                ? (DynamicMessage) message.getField(field)
                : sound.of(field.getMessageType());
        DynamicMessage below = with(inner, path.subList(1, path.size()), value);
        for (FieldDescriptor other : message.getAllFields().keySet()) {
            if (other != field
                    && other.getJavaType() == JavaType.MESSAGE
                    && other.getMessageType() == field.getMessageType()) {
                changed.clearField(other); // what is there twice is refused for that
            }
        }
        return changed.setField(field, field.isRepeated() ? List.of(below) : below)
                .build();
    }

    /** A message of whatever its fields may hold. */
    private DynamicMessage anything(Descriptor type, int depth) {
        DynamicMessage.Builder message = sound.of(type).toBuilder();
        for (FieldDescriptor field : type.getFields()) {
            if (random.nextDouble() > FIELD_IS_SAID) {
                continue;
            }
            if (field.getJavaType() == JavaType.MESSAGE && !field.isMapField()) {
                if (depth > 0) {
                    DynamicMessage inner = anything(field.getMessageType(), depth - 1);
                    message.setField(field, field.isRepeated() ? List.of(inner, inner) : inner);
                }
            } else {
                message.setField(field, any(values(field)));
            }
        }
        return message.build();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** What only a conversation can do wrong: nothing, silence, the wrong first message, the first one twice. */
    private List<Attempt> conversations(MethodDescriptor method) {
        DynamicMessage begin = sound.of(method.getInputType());
        DynamicMessage nothing = DynamicMessage.getDefaultInstance(method.getInputType());
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(Attempt.of(method, true));
        if (!method.isClientStreaming()) {
            return attempts; // a second message would not come through this end's own library
        }
        attempts.add(Attempt.of(method, true, begin, begin));
        attempts.add(Attempt.of(method, false));
        attempts.add(Attempt.of(method, false, begin));
        attempts.add(Attempt.of(method, true, begin, nothing));
        List<Attempt> more = new ArrayList<>();
        for (FieldDescriptor field : method.getInputType().getFields()) {
            for (Object value : values(field)) {
                DynamicMessage wrong =
                        nothing.toBuilder().setField(field, value).build();
                more.add(Attempt.of(method, false, wrong));
                more.add(Attempt.of(method, true, begin, wrong));
            }
        }
        Collections.shuffle(more, random);
        attempts.addAll(more.subList(0, Math.min(perMethod, more.size())));
        return attempts;
    }
}
