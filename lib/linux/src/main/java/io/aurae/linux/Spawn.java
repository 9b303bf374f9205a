// SPDX-License-Identifier: Apache-2.0
package io.aurae.linux;

import static io.aurae.linux.LibC.check;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * One call of posix_spawn(3) in preparation: what the child does between its birth and its program, and the ends of pipes that are its own.
 * Closing gives all of that back, the pipes' other ends too unless a program runs, whose streams have them then. Used by one thread.
 */
final class Spawn implements AutoCloseable {
    private static final int STRUCTURE_MAX = 512;
    private static final int SIGNAL_SET = 128;
    private static final short SETSIGDEF = 4;
    private static final short SETSIGMASK = 8;
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_CREAT = 0x40;
    private static final int O_TRUNC = 0x200;
    private static final int O_APPEND = 0x400;
    private static final int MODE = 0666;

    private final LibC.Functions libc = LibC.functions();
    private final Pointer actions = Memory.allocateDirect(LibC.runtime(), STRUCTURE_MAX, true);
    private final Pointer attributes = Memory.allocateDirect(LibC.runtime(), STRUCTURE_MAX, true);
    private final Pointer noSignals = Memory.allocateDirect(LibC.runtime(), SIGNAL_SET, true);
    private final Pointer allSignals = Memory.allocateDirect(LibC.runtime(), SIGNAL_SET, true);
    private final List<Integer> descriptors = new ArrayList<>();
    private final List<Descriptor> ours = new ArrayList<>();

    Spawn() {
        libc.posix_spawn_file_actions_init(actions);
        libc.posix_spawnattr_init(attributes);
        // What this process blocks or ignores is no business of the program's.
        allSignals.setMemory(0, 8, (byte) 0xff);
        libc.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK));
        libc.posix_spawnattr_setsigmask(attributes, noSignals);
        libc.posix_spawnattr_setsigdefault(attributes, allSignals);
    }

    void directory(File directory) {
        require(libc.posix_spawn_file_actions_addchdir_np(actions, directory.getPath()), "chdir", directory);
    }

    /** Our end of the program's input; a stream to nowhere when it reads a file. */
    OutputStream input(Redirect from) {
        if (from.type() == Redirect.Type.PIPE) {
            int[] pipe = pipe();
            descriptors.add(pipe[0]);
            Descriptor end = keep(pipe[1], "the program's input");
            give(pipe[0], 0);
            return PipeStreams.output(end);
        }
        open(0, from, O_RDONLY);
        return OutputStream.nullOutputStream();
    }

    /** Our end of one of the program's outputs; an empty stream when it goes to a file. */
    InputStream output(int fd, Redirect to) {
        if (to.type() == Redirect.Type.PIPE) {
            int[] pipe = pipe();
            descriptors.add(pipe[1]);
            Descriptor end = keep(pipe[0], "the program's output " + fd);
            give(pipe[1], fd);
            return PipeStreams.input(end);
        }
        open(fd, to, O_WRONLY | O_CREAT | (to.type() == Redirect.Type.APPEND ? O_APPEND : O_TRUNC));
        return InputStream.nullInputStream();
    }

    /** Lets an output go where another one goes. */
    InputStream outputAs(int fd, int other) {
        give(other, fd);
        return InputStream.nullInputStream();
    }

    private int[] pipe() {
        int[] pipe = new int[2];
        check(libc.pipe2(pipe, LibC.O_CLOEXEC), "pipe2");
        return pipe;
    }

    private Descriptor keep(int fd, String subject) {
        Descriptor end = new Descriptor(fd, subject);
        ours.add(end);
        return end;
    }

    private void give(int fd, int asFd) {
        require(libc.posix_spawn_file_actions_adddup2(actions, fd, asFd), "dup2", fd);
    }

    private void open(int fd, Redirect redirect, int flags) {
        String path = String.valueOf(redirect.file());
        require(libc.posix_spawn_file_actions_addopen(actions, fd, path, flags, MODE), "open", path);
    }

    /** Starts the program with no descriptor but 0, 1 and 2, and answers its process id. @throws IOException as ProcessBuilder does */
    int run(List<String> command, Map<String, String> environment) throws IOException {
        require(libc.posix_spawn_file_actions_addclosefrom_np(actions, 3), "closefrom", 3);
        CharSequence[] variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toArray(CharSequence[]::new);
        int[] pid = new int[1];
        CharSequence[] words = command.toArray(CharSequence[]::new);
        int error = libc.posix_spawn(pid, words[0], actions, attributes, words, variables);
        if (error != 0) {
            throw new IOException("Cannot run program \"" + words[0] + "\": " + new Errno(error));
        }
        ours.clear();
        return pid[0];
    }

    private static void require(int error, String call, Object argument) {
        if (error != 0) {
            throw new LinuxException("posix_spawn_file_actions", new Errno(error), call, argument);
        }
    }

    @Override
    public void close() {
        ours.forEach(Descriptor::close);
        descriptors.forEach(libc::close);
        libc.posix_spawn_file_actions_destroy(actions);
        libc.posix_spawnattr_destroy(attributes);
    }
}
