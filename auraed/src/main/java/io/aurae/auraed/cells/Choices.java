// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableSpec;
import io.aurae.auraed.executables.ExecutableUser;
import io.aurae.auraed.executables.Prepared;
import io.aurae.linux.IdMap;
import io.aurae.linux.Signal;
import io.aurae.linux.UserNamespace;
import io.aurae.oci.image.ImageConfig.ProcessDefaults;
import io.aurae.oci.rootfs.RootUsers;
import io.aurae.oci.rootfs.UserIds;
import io.aurae.oci.spec.ProcessSpec;
import io.aurae.oci.spec.ProcessUser;
import io.aurae.oci.spec.RuntimeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an executable's caller said and, where he said nothing, what its image says or else is usual.
 *
 * @param cell for messages
 * @param asked by the caller
 * @param defaults the image's
 * @param users who is known in the root file system
 * @param namespace which of them there can be; empty for the node's own, where all can
 */
record Choices(
        String cell,
        ExecutableSpec asked,
        ProcessDefaults defaults,
        RootUsers users,
        Optional<UserNamespace> namespace) {
    private static final ProcessDefaults NO_IMAGE =
            new ProcessDefaults("", List.of(), List.of(), List.of(), "", "", Map.of(), List.of(), List.of());
    private static final Path NODE_ROOT = Path.of("/");

    /** For an executable in the node's own root. */
    static Choices onNode(String cell, ExecutableSpec asked) {
        return new Choices(cell, asked, NO_IMAGE, RootUsers.read(NODE_ROOT, "the node"), Optional.empty());
    }

    /** The executable ready to be created, its specification finished by {@code spec}. */
    Prepared prepared(Function<ProcessSpec, RuntimeSpec> spec) {
        UserIds user = user();
        namespace.ifPresent(there -> requireIn(there.ids(), user));
        ProcessSpec process = new ProcessSpec(
                words(),
                environment(),
                workingDirectory(),
                new ProcessUser(user.uid(), user.gid(), user.additionalGids()),
                asked.terminal(),
                asked.bounds());
        return new Prepared(
                spec.apply(process), new Prepared.Facts(stopSignal(), user.uid(), user.gid(), user.additionalGids()));
    }

    private void requireIn(IdMap ids, UserIds user) {
        requireIn(ids.users(), "user", user.uid());
        requireIn(ids.groups(), "group", user.gid());
        user.additionalGids().forEach(gid -> requireIn(ids.groups(), "group", gid));
    }

    private void requireIn(IdMap.Run run, String kind, long id) {
        if (!run.has(id)) {
            throw new CellException.Invalid("executable '" + asked.name() + "' in cell '" + cell + "' has the " + kind
                    + " '" + id + "' (expected: one of the pod's, 0 to " + (run.length() - 1) + ")");
        }
    }

    private List<String> words() {
        List<String> words = asked.words();
        if (words.isEmpty()) {
            words = new ArrayList<>(defaults.entrypoint());
            words.addAll(defaults.command());
        }
        if (words.isEmpty()) {
            throw new CellException.Invalid("executable '" + asked.name() + "' in cell '" + cell
                    + "' has no command, and no image says one (expected: a program and its arguments)");
        }
        return words;
    }

    private List<String> environment() {
        List<String> environment = new ArrayList<>(defaults.env());
        environment.addAll(asked.env());
        return environment;
    }

    private String workingDirectory() {
        String said = asked.workingDirectory();
        if (said != null) {
            return said;
        }
        return defaults.workingDirectory().isEmpty() ? "/" : defaults.workingDirectory();
    }

    private Signal stopSignal() {
        String said = asked.stopSignal();
        String name = said == null ? defaults.stopSignal() : said;
        return name.isEmpty() ? Signal.TERM : Signal.parse(name);
    }

    private UserIds user() {
        ExecutableUser user = asked.user();
        String named = user.name().isEmpty() ? defaults.user() : user.name();
        UserIds found = users.resolve(user.uid() == null ? named : Integer.toUnsignedString(user.uid()));
        long first = gid(user, found);
        List<Long> groups = new ArrayList<>();
        groups.add(first); // among them, as initgroups(3) has it
        if (!user.namedGroupsOnly()) {
            groups.addAll(found.additionalGids());
        }
        user.additionalGids().forEach(gid -> groups.add(Integer.toUnsignedLong(gid)));
        user.additionalGroups().forEach(group -> groups.add(users.gid(group)));
        return new UserIds(found.uid(), first, groups.stream().distinct().toList());
    }

    private long gid(ExecutableUser user, UserIds found) {
        if (user.gid() != null) {
            return Integer.toUnsignedLong(user.gid());
        }
        return user.group().isEmpty() ? found.gid() : users.gid(user.group());
    }
}
