// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the documents name exists: files, methods, make targets and the pages they link to. Records of the past may name what is gone. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");
    private static final Pattern PATH =
            Pattern.compile("(?:lib|proto|auraed|cri-shim|cli|dist|build|bench|e2e|scripts|docs|\\.ci)/[\\w./-]*");
    private static final Pattern FILE = Pattern.compile("\\w+\\.(?:java|c|sh|xml|proto|md)");
    private static final Pattern METHOD = Pattern.compile("([A-Z]\\w*)\\.([a-z]\\w*)");
    private static final Pattern C_FUNCTION_OR_KEY = Pattern.compile("[a-z]+(?:_[a-z]+)+");
    private static final Pattern TARGET = Pattern.compile("make ([a-z]+)");

    private static List<Path> sources;

    @BeforeAll
    static void readNames() throws IOException {
        sources = Sources.below(Sources.root());
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            for (String target : found(LINK, page)) {
                if (!Files.exists(page.resolveSibling(target))) {
                    dead.add(Sources.root().relativize(page) + ": " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everythingNamedExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            if (tellsOfThePast(page)) {
                continue;
            }
            for (String name : found(QUOTED, page)) {
                if (!exists(name)) {
                    missing.add(Sources.root().relativize(page) + ": " + name);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean exists(String name) throws IOException {
        if (PATH.matcher(name).matches()) {
            return Files.exists(Sources.root().resolve(name)) || name.contains("/target/");
        }
        if (FILE.matcher(name).matches()) {
            return !named(name).isEmpty();
        }
        if (TARGET.matcher(name).matches()) {
            return Files.readString(Sources.root().resolve("Makefile")).contains("\n" + name.substring(5) + ":");
        }
        if (C_FUNCTION_OR_KEY.matcher(name).matches()) {
            return isWritten(name);
        }
        var method = METHOD.matcher(name);
        return !method.matches() || hasMethod(method.group(1) + ".java", method.group(2));
    }

    private static boolean hasMethod(String file, String method) throws IOException {
        for (Path source : named(file)) {
            if (Files.readString(source).contains(" " + method + "(")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWritten(String name) throws IOException {
        for (Path source : sources) {
            if (FILE.matcher(source.getFileName().toString()).matches()
                    && !source.toString().endsWith(".md")
                    && Files.readString(source).contains(name)) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> named(String file) {
        return sources.stream().filter(source -> source.endsWith(file)).toList();
    }

    private static boolean tellsOfThePast(Path page) {
        return page.endsWith("CHANGELOG.md") || page.toString().contains("/decisions/");
    }

    private static List<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** All pages for readers, in the root folder and below docs. */
    private static List<Path> pages() {
        Path docs = Sources.root().resolve("docs");
        return sources.stream()
                .filter(file -> file.toString().endsWith(".md"))
                .filter(file -> file.startsWith(docs) || Sources.root().equals(file.getParent()))
                .toList();
    }
}
