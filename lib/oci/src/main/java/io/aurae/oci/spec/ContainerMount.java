// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A mount a caller asks for, in addition to those every container gets, or with the same target, instead of one of them. */
public sealed interface ContainerMount {
    /** Absolute path in the container. */
    String target();

    RuntimeSpec.Mount toSpec();

    /** How far mounts below it reach. */
    default Propagation propagation() {
        return Propagation.PRIVATE;
    }

    /** A file or directory of the host, with all that is mounted below it. */
    record Bind(String source, String target, boolean readOnly, Propagation propagation) implements ContainerMount {
        public Bind {
            requireAbsolute("mount source", source);
            requireAbsolute("mount target", target);
        }

        @Override
        public RuntimeSpec.Mount toSpec() {
            return new RuntimeSpec.Mount(
                    target, "bind", source, List.of("rbind", propagation.option, readOnly ? "ro" : "rw"));
        }
    }

    /** The same, where nothing can be written, below other mounts neither; needs Linux 5.12. */
    record ReadOnlyTree(String source, String target, Propagation propagation) implements ContainerMount {
        public ReadOnlyTree {
            requireAbsolute("mount source", source);
            requireAbsolute("mount target", target);
        }

        @Override
        public RuntimeSpec.Mount toSpec() {
            return new RuntimeSpec.Mount(target, "bind", source, List.of("rbind", propagation.option, "ro", "rro"));
        }
    }

    /**
     * A file or directory of the host with the ids of the container's user namespace: who is 0 there is 0 on the disk. Without what is mounted
     * below it, and its source is no symbolic link.
     */
    record Mapped(Bind bind) implements ContainerMount {
        @Override
        public String target() {
            return bind.target();
        }

        @Override
        public RuntimeSpec.Mount toSpec() {
            RuntimeSpec.Mount plain = bind.toSpec();
            List<String> options = new ArrayList<>(plain.options());
            options.add("idmap");
            return new RuntimeSpec.Mount(plain.destination(), plain.type(), plain.source(), options);
        }

        @Override
        public Propagation propagation() {
            return bind.propagation();
        }
    }

    /** What the place in which the container is made has at {@code /proc}. */
    record PlacesProc() implements ContainerMount {
        @Override
        public String target() {
            return DefaultMounts.PROC.destination();
        }

        @Override
        public RuntimeSpec.Mount toSpec() {
            List<String> options = new ArrayList<>(List.of("bind", "private"));
            options.addAll(DefaultMounts.PROC.options());
            return new RuntimeSpec.Mount(target(), "bind", target(), options);
        }
    }

    /** An empty file system in memory; options such as {@code size=64m}. */
    record Tmpfs(String target, boolean readOnly, List<String> options) implements ContainerMount {
        private static final Pattern OPTION = Pattern.compile(
                "(no)?(exec|suid|dev|atime)|relatime|size=[0-9]+[kmgKMG%]?|nr_inodes=[0-9]+[kmgKMG]?|mode=[0-7]{3,4}|[ug]id=[0-9]{1,10}");

        public Tmpfs {
            requireAbsolute("mount target", target);
            options = List.copyOf(options);
            for (String option : options) {
                if (!OPTION.matcher(option).matches()) {
                    throw SpecException.invalid(
                            "tmpfs option '" + option + "' is not known (expected: such as size=64m or mode=1777)");
                }
            }
        }

        @Override
        public RuntimeSpec.Mount toSpec() {
            List<String> all = new ArrayList<>(List.of("nosuid", "nodev", readOnly ? "ro" : "rw"));
            all.addAll(options);
            return new RuntimeSpec.Mount(target, "tmpfs", "tmpfs", all);
        }
    }

    /** Whether later mounts below the two ends of a bind are seen at the other end. */
    enum Propagation {
        /** Neither way. */
        PRIVATE("rprivate"),
        /** Those of the host appear in the container. */
        HOST_TO_CONTAINER("rslave"),
        /** Both ways. */
        BIDIRECTIONAL("rshared");

        final String option;

        Propagation(String option) {
            this.option = option;
        }
    }

    private static void requireAbsolute(String what, String path) {
        if (!path.startsWith("/")
                || path.indexOf('\0') >= 0
                || List.of(path.split("/")).contains("..")) {
            throw SpecException.invalid(
                    what + " '" + path + "' is not usable (expected: an absolute path without '..')");
        }
    }
}
