// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.IdMap;
import io.aurae.linux.IdMap.Run;
import io.aurae.linux.Linux;
import io.aurae.linux.MountPoint;
import io.aurae.linux.UserNamespace;
import io.aurae.testing.RequiresRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that needs a user namespace in the hand, and the one that gives another null device away. */
@RequiresRoot
class UsernsRootTest {
    private static final int FIRST_USER = 1_900_000;
    private static final int FIRST_GROUP = 1_950_000;

    @TempDir
    Path directory;

    private final Linux linux = Linux.load();
    private final List<Path> mounted = new ArrayList<>();

    @AfterEach
    void unmount() {
        mounted.forEach(path -> linux.unmount(path, Set.of()));
    }

    private UserNamespace namespace() {
        IdMap ids = new IdMap(new Run(FIRST_USER, 10), new Run(FIRST_GROUP, 20));
        return new UserNamespace(linux, TestPrograms.userns(), directory.resolve("user"), ids);
    }

    private List<MountPoint> mounts() {
        return MountPoint.all().stream()
                .filter(mount -> mount.target().startsWith(directory))
                .toList();
    }

    private Path file(String name) throws IOException {
        return Files.createFile(directory.resolve(name));
    }

    @Test
    void theNamespacesOfAPodArePinnedAndBelongToItsRoot() throws Exception {
        Path user = file("user");
        Path net = file("net");
        Path ipc = file("ipc");
        Path uts = file("uts");
        namespace().pin(net, ipc, uts, Map.of("kernel.shmmax", "65536"));
        mounted.addAll(List.of(user, net, ipc, uts));

        assertThat(mounts()).extracting(MountPoint::root).allMatch(root -> root.matches("(user|net|ipc|uts):\\[\\d+]"));
        String script = "cat /proc/self/uid_map /proc/self/gid_map; cat /proc/sys/kernel/shmmax;"
                + " hostname of-the-pod && ip link set lo down && hostname";
        assertThat(inside("sh", "-c", script).lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly("0 1900000 10", "0 1950000 20", "65536", "of-the-pod");
    }

    private String inside(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("nsenter"));
        for (String kind : List.of("user", "net", "ipc", "uts")) {
            words.add("--" + kind + "=" + directory.resolve(kind));
        }
        words.addAll(List.of(command));
        return output(words, Path.of("/dev/null"));
    }

    private static String output(List<String> words, Path input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void nothingIsPinnedWhenOneOfThemCannotBe() throws IOException {
        file("user");
        Path net = file("net");
        Path ipc = file("ipc");

        assertThatThrownBy(() -> namespace().pin(net, ipc, directory.resolve("absent"), Map.of()))
                .hasMessageContaining("pin a namespace to " + directory.resolve("absent"));
        assertThatThrownBy(() -> namespace().pin(net, ipc, ipc, Map.of("kernel.shmmax", "x")))
                .hasMessageContaining("set kernel/shmmax=x: Invalid argument");
        assertThat(mounts()).isEmpty();
    }

    @Test
    void layersAreShownWithOtherIdsAndStayAsTheyAre() throws Exception {
        Path lower = Files.createDirectories(directory.resolve("layers/lower"));
        Path upper = Files.createDirectory(directory.resolve("upper"));
        Path work = Files.createDirectory(directory.resolve("work"));
        Path target = Files.createDirectory(directory.resolve("target"));
        Files.writeString(lower.resolve("of-root"), "x");
        Files.writeString(lower.resolve("of-three"), "x");
        linux.lchown(lower.resolve("of-three"), 3, 4);
        String options = "lowerdir=lower,upperdir=" + upper + ",workdir=" + work;

        namespace().overlay(directory.resolve("layers"), "rw", options, target, List.of(Path.of("lower")));
        mounted.add(target);

        assertThat(mounts()).singleElement().extracting(MountPoint::type).isEqualTo("overlay");
        assertOwner(target.resolve("of-root"), FIRST_USER, FIRST_GROUP);
        assertOwner(target.resolve("of-three"), FIRST_USER + 3, FIRST_GROUP + 4);
        assertOwner(lower.resolve("of-three"), 3, 4);
        Files.writeString(target.resolve("of-three"), "changed");
        assertOwner(upper.resolve("of-three"), FIRST_USER + 3, FIRST_GROUP + 4);
        assertThat(lower.resolve("of-three")).hasContent("x");
    }

    private static void assertOwner(Path file, int user, int group) throws IOException {
        assertThat(Files.getAttribute(file, "unix:uid")).as(file.toString()).isEqualTo(user);
        assertThat(Files.getAttribute(file, "unix:gid")).as(file.toString()).isEqualTo(group);
    }

    @Test
    void whatCannotBeMountedWithOtherIdsIsNamed() throws IOException {
        namespace().requireMappable(List.of(directory, file("plain")));

        assertThatThrownBy(() -> namespace().requireMappable(List.of(directory, Path.of("/proc"))))
                .hasMessageContaining("map the ids of /proc")
                .extracting(e -> ((AuraeException) e).code())
                .isEqualTo(FaultCode.FAILED_PRECONDITION);
        assertThat(mounts()).isEmpty();
        Path absent = Path.of("/absent/program");
        UserNamespace without =
                new UserNamespace(linux, absent, directory, namespace().ids());
        assertThatThrownBy(() -> without.requireMappable(List.of()))
                .hasMessageContaining("user namespaces need the program '" + absent + "'");
    }

    @Test
    void aProgramThatGivesItsNullDeviceAwayGivesAnotherOne() throws Exception {
        List<String> words = List.of(TestPrograms.enter().toString(), "--own-null", "--", "sh", "-c");
        List<String> script = new ArrayList<>(words);
        script.add("chown 7 /proc/self/fd/0; stat -L -c '%u %t:%T' /proc/self/fd/0; cat; echo x >&0; echo written");

        assertThat(output(script, Path.of("/dev/null"))).isEqualTo("7 1:3\nwritten\n");
        assertThat(Files.getAttribute(Path.of("/dev/null"), "unix:uid")).isEqualTo(0);
        Path input = Files.writeString(directory.resolve("input"), "read\n");
        List<String> read = new ArrayList<>(words);
        read.add("cat");
        assertThat(output(read, input)).isEqualTo("read\n");
    }
}
