// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.rootfs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.aurae.linux.Errno;
import io.aurae.linux.HeldFile;
import io.aurae.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The users and groups that a root file system knows, from its {@code /etc/passwd} and {@code /etc/group}. */
public final class RootUsers {
    /** The largest id: the one above means "none" to the kernel. */
    private static final long MAX_ID = 4_294_967_294L;

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final int MAX_GROUPS = 65_536;

    private record User(String name, long uid, long gid) {}

    private record Group(String name, long gid, List<String> members) {}

    private final String image;
    private final List<User> users;
    private final List<Group> groups;

    private RootUsers(String image, List<User> users, List<Group> groups) {
        this.image = image;
        this.users = users;
        this.groups = groups;
    }

    /**
     * Reads both files; one that is not there has no entries, and a line that is no entry is passed over.
     *
     * @param image what to call the file system in messages
     * @throws RootfsException.BadPath when a file is no regular file, has more than 1 MiB, or lies behind too many links
     */
    public static RootUsers read(Path rootfs, String image) {
        return new RootUsers(
                image,
                lines(rootfs, "/etc/passwd", image)
                        .flatMap(line -> user(line).stream())
                        .toList(),
                lines(rootfs, "/etc/group", image)
                        .flatMap(line -> group(line).stream())
                        .toList());
    }

    /**
     * Resolves {@code user[:group]}, each a name or a number; empty means root. A number need not be known. Without a group it is the user's
     * own, or 0 for a number that is not known; the additional groups are those that list the user by name, none when a group is given.
     *
     * @throws RootfsException.NoSuchUser when a name is not known or a number is out of range
     */
    public UserIds resolve(String spec) {
        int colon = spec.indexOf(':');
        String userPart = colon < 0 ? spec : spec.substring(0, colon);
        Optional<String> groupPart = colon < 0 ? Optional.empty() : Optional.of(spec.substring(colon + 1));
        User user = find(userPart.isEmpty() ? "0" : userPart);
        if (groupPart.isPresent() && !groupPart.get().isEmpty()) {
            return new UserIds(user.uid(), gid(groupPart.get()), List.of());
        }
        return new UserIds(user.uid(), user.gid(), additional(user));
    }

    /** The name of the user with this number, if there is one. */
    public Optional<String> nameOf(long uid) {
        return users.stream().filter(user -> user.uid() == uid).map(User::name).findFirst();
    }

    private User find(String text) {
        Optional<User> named =
                users.stream().filter(user -> user.name().equals(text)).findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        long uid = number(text).orElseThrow(() -> unknown("user", text, "/etc/passwd"));
        return users.stream().filter(user -> user.uid() == uid).findFirst().orElse(new User("", uid, 0));
    }

    /**
     * The number of a group given by name or number; a number need not be known.
     *
     * @throws RootfsException.NoSuchUser when a name is not known or a number is out of range
     */
    public long gid(String text) {
        return groups.stream()
                .filter(group -> group.name().equals(text))
                .map(Group::gid)
                .findFirst()
                .or(() -> number(text))
                .orElseThrow(() -> unknown("group", text, "/etc/group"));
    }

    private List<Long> additional(User user) {
        return groups.stream()
                .filter(group -> !user.name().isEmpty() && group.members().contains(user.name()))
                .map(Group::gid)
                .filter(gid -> gid != user.gid())
                .distinct()
                .sorted()
                .limit(MAX_GROUPS)
                .toList();
    }

    private RootfsException unknown(String kind, String text, String file) {
        return new RootfsException.NoSuchUser(kind + " '" + text + "' is not known to image '" + image
                + "' (expected: a name in its " + file + " or a number from 0 to " + MAX_ID + ")");
    }

    private static Optional<User> user(String line) {
        String[] fields = line.split(":", -1);
        if (fields.length < 4 || fields[0].isEmpty()) {
            return Optional.empty();
        }
        return number(fields[2]).flatMap(uid -> number(fields[3]).map(gid -> new User(fields[0], uid, gid)));
    }

    private static Optional<Group> group(String line) {
        String[] fields = line.split(":", -1);
        if (fields.length < 4 || fields[0].isEmpty()) {
            return Optional.empty();
        }
        return number(fields[2])
                .map(gid -> new Group(fields[0], gid, List.of(fields[3].strip().split(","))));
    }

    private static Optional<Long> number(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Long.parseLong(text)).filter(id -> id <= MAX_ID) : Optional.empty();
    }

    /** Held before it is looked at, so that whoever changes the tree meanwhile can neither lead elsewhere nor offer a pipe to wait for. */
    private static Stream<String> lines(Path rootfs, String name, String image) {
        try (HeldFile root = HeldFile.directory(rootfs);
                HeldFile file = root.followedWithin(name)) {
            if (!Files.isRegularFile(file.path())) {
                throw new RootfsException.BadPath(
                        "'" + name + "' of image '" + image + "' is no regular file (expected: one)");
            }
            return content(file.path(), name, image).lines();
        } catch (LinuxException e) {
            if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ENOTDIR)) {
                return Stream.empty();
            }
            String why = e.errno().equals(Errno.ELOOP) ? "has too many symbolic links" : "fails with " + e.errno();
            throw new RootfsException.BadPath(
                    "path '" + name + "' of image '" + image + "' " + why + " (expected: a file that can be opened)");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read '" + name + "' of image '" + image + "'", e);
        }
    }

    private static String content(Path file, String name, String image) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new RootfsException.BadPath("'" + name + "' of image '" + image
                        + "' is too long (expected: at most " + MAX_FILE_BYTES + " bytes)");
            }
            return new String(bytes, ISO_8859_1);
        }
    }
}
