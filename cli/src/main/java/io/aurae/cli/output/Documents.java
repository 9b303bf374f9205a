// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.output;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.Collection;

/** Answers as documents for programs: messages in protobuf's JSON mapping, zero values included. */
public final class Documents {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .setFormattingStyle(FormattingStyle.PRETTY)
            .create();
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();

    private Documents() {}

    public static JsonElement of(Message message) {
        try {
            return JsonParser.parseString(PRINTER.print(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "message without a JSON form: "
                            + message.getDescriptorForType().getFullName(),
                    e);
        }
    }

    public static JsonArray of(Collection<? extends Message> messages) {
        JsonArray array = new JsonArray(messages.size());
        messages.forEach(message -> array.add(of(message)));
        return array;
    }

    /** A record, or a collection of them, of ours. */
    public static JsonElement ofRecord(Object value) {
        return GSON.toJsonTree(value);
    }

    static String json(JsonElement document) {
        return GSON.toJson(document);
    }
}
