// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program to run: its words, environment ({@code NAME=value}, a later one wins), absolute working directory, user, whether it gets a
 * terminal, and what it is held to. The constructor throws {@link SpecException} INVALID_ARGUMENT when a value has another form.
 */
public record ProcessSpec(
        List<String> args, List<String> env, String cwd, ProcessUser user, boolean terminal, ProcessBounds bounds) {
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public ProcessSpec {
        args = List.copyOf(args);
        if (args.isEmpty() || args.getFirst().isEmpty()) {
            throw SpecException.invalid("program '' is empty (expected: at least one word)");
        }
        args.forEach(word -> requireNoNul("argument", word));
        env = lastWins(env);
        requireNoNul("working directory", cwd);
        if (!cwd.startsWith("/")) {
            throw SpecException.invalid(
                    "working directory '" + cwd + "' is not absolute (expected: a path that begins with '/')");
        }
    }

    /** A program of root in {@code /}, with nothing but a PATH, without terminal. */
    public static ProcessSpec of(String... args) {
        return new ProcessSpec(List.of(args), List.of(), "/", ProcessUser.ROOT, false, ProcessBounds.NONE);
    }

    public ProcessSpec withEnv(List<String> env) {
        return new ProcessSpec(args, env, cwd, user, terminal, bounds);
    }

    public ProcessSpec withCwd(String cwd) {
        return new ProcessSpec(args, env, cwd, user, terminal, bounds);
    }

    public ProcessSpec withUser(ProcessUser user) {
        return new ProcessSpec(args, env, cwd, user, terminal, bounds);
    }

    public ProcessSpec withTerminal(boolean terminal) {
        return new ProcessSpec(args, env, cwd, user, terminal, bounds);
    }

    public ProcessSpec withBounds(ProcessBounds bounds) {
        return new ProcessSpec(args, env, cwd, user, terminal, bounds);
    }

    RuntimeSpec.User specUser() {
        return new RuntimeSpec.User(user.uid(), user.gid(), bounds.umask(), user.additionalGids());
    }

    /** The environment with what every program may count on: a PATH, and a TERM in a terminal. */
    List<String> environment(List<String> defaults) {
        List<String> all = new ArrayList<>();
        all.add(PATH);
        if (terminal) {
            all.add("TERM=xterm");
        }
        all.addAll(defaults);
        all.addAll(env);
        return lastWins(all);
    }

    /** Each name once, at the place of its first appearance, with its last value. */
    static List<String> lastWins(List<String> env) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String entry : env) {
            requireNoNul("environment entry", entry);
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw SpecException.invalid("environment entry '" + entry + "' has no name (expected: NAME=value)");
            }
            byName.put(entry.substring(0, equals), entry);
        }
        return List.copyOf(byName.values());
    }

    private static void requireNoNul(String what, String value) {
        if (value.indexOf('\0') >= 0) {
            throw SpecException.invalid(what + " '" + value + "' holds a NUL character (expected: none)");
        }
    }
}
