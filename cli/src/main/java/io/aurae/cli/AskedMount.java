// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.cells.v0.Mount;
import io.aurae.proto.cells.v0.Mount.Propagation;

/** A mount in full, as {@code --mount} takes it: {@code type=…,source=…,target=…} and more. */
record AskedMount(Mount mount) {
    private static final String EXPECTED =
            " (expected: type=bind|volume|image|tmpfs, source=, target=, readonly, rro, create, subpath=, propagation=private|slave|shared, idmap or idmap=false)";

    /** Throws {@link CliException} when a word is not known. */
    static AskedMount parse(String text) {
        Mount.Builder mount = Mount.newBuilder().setType(Mount.Type.TYPE_BIND);
        for (String word : text.split(",", -1)) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (!apply(mount, key, value)) {
                throw CliException.invalid("mount '" + text + "' is not readable at '" + word + "'" + EXPECTED);
            }
        }
        if (mount.getTarget().isEmpty()) {
            throw CliException.invalid("mount '" + text + "' has no target" + EXPECTED);
        }
        return new AskedMount(mount.build());
    }

    /** Reads {@code /cell/path[:option,…]}, as {@code --tmpfs} takes it. */
    static AskedMount parseTmpfs(String text) {
        int colon = text.indexOf(':');
        Mount.Builder mount = Mount.newBuilder()
                .setType(Mount.Type.TYPE_TMPFS)
                .setTarget(colon < 0 ? text : text.substring(0, colon));
        if (colon >= 0) {
            for (String option : text.substring(colon + 1).split(",")) {
                apply(mount, option.equals("ro") ? option : "tmpfs-option", option.equals("ro") ? "" : option);
            }
        }
        return new AskedMount(mount.build());
    }

    private static boolean apply(Mount.Builder mount, String key, String value) {
        switch (key) {
            case "type" -> {
                return type(mount, value);
            }
            case "source", "src" -> mount.setSource(value);
            case "target", "dst", "destination" -> mount.setTarget(value);
            case "readonly", "ro", "rro", "create", "idmap" -> {
                return flag(mount, key, value);
            }
            case "subpath" -> mount.setSubPath(value);
            case "tmpfs-option" -> mount.addOptions(value);
            case "propagation" -> {
                return propagation(mount, value);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean flag(Mount.Builder mount, String key, String value) {
        boolean isSet = value.isEmpty() || value.equals("true");
        if (!isSet && !value.equals("false")) {
            return false;
        }
        switch (key) {
            case "rro" -> mount.setReadOnly(isSet).setRecursiveReadOnly(isSet);
            case "create" -> mount.setCreateSource(isSet);
            case "idmap" -> mount.setIds(isSet ? Mount.Ids.IDS_MAPPED : Mount.Ids.IDS_OF_NODE);
            default -> mount.setReadOnly(isSet);
        }
        return true;
    }

    private static boolean type(Mount.Builder mount, String value) {
        switch (value) {
            case "bind" -> mount.setType(Mount.Type.TYPE_BIND);
            case "volume" -> mount.setType(Mount.Type.TYPE_VOLUME);
            case "image" -> mount.setType(Mount.Type.TYPE_IMAGE);
            case "tmpfs" -> mount.setType(Mount.Type.TYPE_TMPFS);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean propagation(Mount.Builder mount, String value) {
        switch (value) {
            case "private" -> mount.setPropagation(Propagation.PROPAGATION_PRIVATE);
            case "slave" -> mount.setPropagation(Propagation.PROPAGATION_HOST_TO_CELL);
            case "shared" -> mount.setPropagation(Propagation.PROPAGATION_BIDIRECTIONAL);
            default -> {
                return false;
            }
        }
        return true;
    }
}
