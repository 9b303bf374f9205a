// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.manual;

import java.util.List;
import java.util.Locale;

/** Writes a manual page, in the language of man(7). */
final class Troff {
    private final StringBuilder page = new StringBuilder();

    /** The first line, to be called once. */
    Troff title(String name, String source) {
        return title(name, 1, source);
    }

    Troff title(String name, int section, String source) {
        return line(".TH " + quoted(name.toUpperCase(Locale.ROOT)) + " " + section + " \"\" " + quoted(source) + " "
                + quoted("Aurae"));
    }

    Troff section(String heading) {
        return line(".SH " + quoted(heading.toUpperCase(Locale.ROOT)));
    }

    Troff text(String text) {
        return line(escaped(text));
    }

    Troff paragraph(String text) {
        return line(".PP").text(text);
    }

    /** A command and what follows it. */
    Troff synopsis(String command, String rest) {
        return line(".B " + escaped(command)).text(rest.isEmpty() ? "\n" : rest);
    }

    Troff lineBreak() {
        return line(".br");
    }

    /** A word, in bold, the value it takes, in italics, and what they mean. */
    Troff item(String word, String value, String text) {
        String bold = word.isEmpty() ? "" : "\\fB" + inner(word) + "\\fR";
        String italic = value.isEmpty() ? "" : "\\fI" + inner(value) + "\\fR";
        return line(".TP")
                .line(bold + (bold.isEmpty() || italic.isEmpty() ? "" : " ") + italic)
                .text(text);
    }

    /** Lines as they are. */
    Troff verbatim(List<String> lines) {
        line(".nf");
        lines.forEach(text -> line(text.isEmpty() ? "\\&" : escaped(text)));
        return line(".fi");
    }

    private Troff line(String text) {
        page.append(text).append('\n');
        return this;
    }

    /** A text line, which must not begin like a request. */
    private static String escaped(String text) {
        String inner = inner(text);
        return inner.startsWith(".") || inner.startsWith("'") ? "\\&" + inner : inner;
    }

    private static String inner(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"").replace("-", "\\-") + '"';
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
