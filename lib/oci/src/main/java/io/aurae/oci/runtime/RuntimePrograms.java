// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs that everything here is done with, each an absolute path.
 *
 * @param enter our own program, which does the work of nsenter and unshare in less time; where it is empty they are run
 */
public record RuntimePrograms(Path crun, Path conmon, Path nsenter, Path unshare, Optional<Path> enter) {
    /** Without our own program. */
    public RuntimePrograms(Path crun, Path conmon, Path nsenter, Path unshare) {
        this(crun, conmon, nsenter, unshare, Optional.empty());
    }

    /** The same with another crun. */
    public RuntimePrograms withCrun(Path other) {
        return new RuntimePrograms(other, conmon, nsenter, unshare, enter);
    }

    /** The same with our own program. */
    public RuntimePrograms withEnter(Optional<Path> own) {
        return new RuntimePrograms(crun, conmon, nsenter, unshare, own);
    }

    /** Where they are looked for after the directories of PATH, which a service may have short. */
    private static final List<String> USUAL =
            List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/usr/libexec/podman");

    /**
     * Finds them on PATH or in the usual directories.
     *
     * @throws OciException.MissingTool for the first that is not installed
     */
    public static RuntimePrograms find() {
        return new RuntimePrograms(find("crun"), find("conmon"), find("nsenter"), find("unshare"));
    }

    /**
     * Finds one program on PATH or in the usual directories.
     *
     * @throws OciException.MissingTool when it is not installed
     */
    public static Path find(String name) {
        List<String> directories = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            directories.addAll(List.of(path.split(":")));
        }
        directories.addAll(USUAL);
        return find(name, directories);
    }

    static Path find(String name, List<String> directories) {
        return directories.stream()
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .orElseThrow(() -> new OciException.MissingTool(name, String.join(":", directories)));
    }
}
