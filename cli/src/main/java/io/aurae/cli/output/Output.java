// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.output;

import com.google.gson.JsonElement;
import java.io.PrintStream;
import java.util.function.Supplier;

/** Prints an answer in the format that was asked for; only that format's form of it is made. */
public record Output(Format format, PrintStream out) {

    /** Prints {@code text} for people, or {@code document} for programs. */
    public void show(Supplier<?> text, Supplier<JsonElement> document) {
        String shown = switch (format) {
            case TABLE -> text.get().toString();
            case JSON -> Documents.json(document.get());
            case YAML -> Yaml.of(document.get());
        };
        out.print(shown.isEmpty() || shown.endsWith("\n") ? shown : shown + "\n");
        out.flush();
    }

    /** Prints one of many, as it comes: a line for people, a line of JSON, or a document of a YAML stream. */
    public void showNext(Supplier<?> text, Supplier<JsonElement> document) {
        out.print(
                switch (format) {
                    case TABLE -> text.get() + "\n";
                    case JSON -> document.get() + "\n";
                    case YAML -> "---\n" + Yaml.of(document.get());
                });
        out.flush();
    }
}
