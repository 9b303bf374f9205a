// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

/** A message by its field numbers alone. Of a repeated field the first is read. */
final class Fields {
    private final UnknownFieldSet.Builder fields;

    Fields() {
        this(UnknownFieldSet.newBuilder());
    }

    private Fields(UnknownFieldSet.Builder fields) {
        this.fields = fields;
    }

    static Fields parse(byte[] bytes) throws InvalidProtocolBufferException {
        return new Fields(UnknownFieldSet.parseFrom(bytes).toBuilder());
    }

    Fields text(int number, String text) {
        return bytes(number, ByteString.copyFromUtf8(text));
    }

    Fields message(int number, Fields message) {
        return bytes(number, ByteString.copyFrom(message.bytes()));
    }

    private Fields bytes(int number, ByteString bytes) {
        fields.mergeField(
                number,
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build());
        return this;
    }

    Fields number(int number, long value) {
        fields.mergeField(
                number, UnknownFieldSet.Field.newBuilder().addVarint(value).build());
        return this;
    }

    String text(int number) {
        return field(number).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    Fields message(int number) throws InvalidProtocolBufferException {
        return parse(field(number).getLengthDelimitedList().getFirst().toByteArray());
    }

    long number(int number) {
        return field(number).getVarintList().getFirst();
    }

    private UnknownFieldSet.Field field(int number) {
        return fields.build().getField(number);
    }

    byte[] bytes() {
        return fields.build().toByteArray();
    }
}
