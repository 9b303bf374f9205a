// SPDX-License-Identifier: Apache-2.0
package io.aurae.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.aurae.auraed.boot.BootDoor;
import io.aurae.auraed.events.EventsDoor;
import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.executables.ExecutablesDoor;
import io.aurae.auraed.network.IpAddress;
import io.aurae.auraed.pods.PodsDoor;
import io.aurae.auraed.resource.Hostname;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.auraed.volumes.VolumeName;
import io.aurae.base.Bytes;
import io.aurae.cgroup.CgroupDoor;
import io.aurae.cgroup.CgroupPath;
import io.aurae.cli.CliDoor;
import io.aurae.linux.Signal;
import io.aurae.oci.rootfs.RootUsers;
import io.aurae.oci.spec.Capabilities;
import io.aurae.oci.spec.ProcessBounds;
import io.aurae.oci.spec.ProcessSpec;
import io.aurae.oci.spec.ProcessUser;
import io.aurae.oci.spec.ResourceLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All that callers write in one line: names, amounts, times, users, commands. */
public final class Names {
    static final List<String> GOOD = List.of(
            "web",
            "web-0/nginx",
            "a.b_c-D",
            "/aurae/web",
            "0-2,7",
            "SIGRTMIN+3",
            "TERM",
            "15",
            "1.5GiB",
            "64 kb",
            "nofile",
            "RLIMIT_AS",
            "nofile=64:unlimited",
            "CAP_CHOWN",
            "ALL",
            "NAME=value",
            "10.0.0.7 db",
            "fd00::7 db",
            "fd00::7",
            "db:[fd00::7]",
            "sh -c 'echo \"a b\" \\$x'",
            "user:group",
            "1000:1000",
            "30s",
            "2026-11-22T05:40:00Z",
            "127.0.0.1:8080:80/tcp",
            "type=bind,source=/a,target=/b,ro",
            "/tmp:size=1m,ro",
            "0.5",
            "0022",
            "8:0,read-bps=10m,write-iops=none",
            "/dev/null:/dev/x:rwm",
            "on-failure:3",
            "net.ipv4.ip_forward=1",
            "0123456789abcdef-17");

    private static final List<Consumer<String>> KINDS = kinds();

    private Names() {}

    /** Called by the fuzzer; the first byte says what the others are. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (input.length > 0) {
            String text = new String(input, 1, input.length - 1, UTF_8);
            Consumer<String> kind = KINDS.get((input[0] & 0xff) % KINDS.size());
            Refusals.allow(() -> kind.accept(text));
        }
    }

    /** How many kinds of texts there are. */
    static int count() {
        return KINDS.size();
    }

    private static List<Consumer<String>> kinds() {
        List<Consumer<String>> kinds = new ArrayList<>(List.of(
                Names::resourceName,
                ExecutableName::new,
                VolumeName::new,
                text -> Hostname.checked("pod", text),
                CgroupPath::new,
                IpAddress::is,
                text -> PodsDoor.hostEntry(before(text, ' '), after(text, ' ')),
                text -> PodsDoor.sysctl(before(text, '='), after(text, '=')),
                EventsDoor::cursor,
                BootDoor::duration,
                CgroupDoor::cpus,
                Names::amount,
                Names::signal,
                text -> ResourceLimit.Type.parse(ResourceLimit.Type.parse(text).toString()),
                text -> Capabilities.CONTAINER_DEFAULT.with(List.of(text), List.of("CHOWN", text)),
                users()::resolve,
                Names::variable,
                Names::command));
        for (int i = 0; i < CliDoor.kinds(); i++) {
            int kind = i;
            kinds.add(text -> CliDoor.word(kind, text));
        }
        return List.copyOf(kinds);
    }

    private static RootUsers users() {
        try {
            Path etc =
                    Files.createDirectories(Files.createTempDirectory("users").resolve("etc"));
            Files.writeString(etc.resolve("passwd"), "root:x:0:0::/:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n");
            Files.writeString(etc.resolve("group"), "group:x:1000:user\nother:x:7:user\n");
            return RootUsers.read(etc.getParent(), "image");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String before(String text, char mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String after(String text, char mark) {
        return text.substring(text.indexOf(mark) + 1);
    }

    private static void resourceName(String text) {
        ResourceName name = new ResourceName(text);
        Refusals.requireSame(name, new ResourceName(String.join("/", name.labels())));
        Path file = Path.of("/run").resolve(name.fileName()).normalize();
        Refusals.requireSame(Path.of("/run"), file.getParent());
    }

    private static void amount(String text) {
        Bytes amount = Bytes.parse(text);
        Refusals.requireSame(amount, Bytes.parse(amount.toString()));
    }

    private static void signal(String text) {
        Signal signal = Signal.parse(text);
        Refusals.requireSame(signal, Signal.parse(signal.toString()));
    }

    private static void variable(String text) {
        new ProcessSpec(List.of("true"), List.of(text), "/", ProcessUser.ROOT, false, ProcessBounds.NONE);
    }

    /** What a shell would make of the words, once quoted, are the same words. */
    private static void command(String text) {
        List<String> words = ExecutablesDoor.split(text);
        String quoted = String.join(
                " ",
                words.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .toList());
        Refusals.requireSame(words, ExecutablesDoor.split(quoted));
    }
}
