// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param messages what the caller sends, in order: messages of the method's type, or what should have been such ones
 * @param halfClosed whether the caller says that no more comes; it always does in a call that takes one message
 * @param field which field is not as it should be, as a path; empty when there is no single one
 * @param value what stands there; for a call without such a field, all that is sent
 */
record Attempt(
        MethodDescriptor method,
        List<ByteString> messages,
        boolean halfClosed,
        String field,
        @Nullable Object value) {
    private static final int SHOWN = 160;

    /** A call with one message, in which one field is wrong. */
    static Attempt wrong(MethodDescriptor method, Message message, String field, Object value) {
        return new Attempt(method, List.of(message.toByteString()), true, field, value);
    }

    /** A call with one message. */
    static Attempt with(MethodDescriptor method, Message message) {
        return of(method, true, message);
    }

    /** A call with any number of messages. */
    static Attempt of(MethodDescriptor method, boolean halfClosed, Message... messages) {
        List<ByteString> bytes =
                List.of(messages).stream().map(Message::toByteString).toList();
        return new Attempt(method, bytes, halfClosed, "", List.of(messages));
    }

    /** A call with one message that is none. */
    static Attempt damaged(MethodDescriptor method, ByteString bytes) {
        return new Attempt(method, List.of(bytes), true, "", bytes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method.getFullName());
        if (!field.isEmpty()) {
            text.append(' ').append(field).append(" = ").append(shown(value));
        } else {
            text.append(' ').append(shown(value));
        }
        return halfClosed ? text.toString() : text + " (and waits)";
    }

    /** So that a line of a report stays one, and short. */
    static String shown(@Nullable Object value) {
        String text = value instanceof ByteString bytes ? bytes.size() + " bytes" : String.valueOf(value);
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN).forEach(point -> {
            if (point < ' ' || point == 0x7f) {
                shown.append("\\u").append(String.format("%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return text.length() > SHOWN ? shown + "… (" + text.length() + " characters)" : shown.toString();
    }
}
