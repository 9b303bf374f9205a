// SPDX-License-Identifier: Apache-2.0
// aurae-enter [--target PID [--mount] [--pid] [--net] [--ipc] [--uts]] [--own-mounts] [--own-null] [--wd=DIR] [--answer] -- PROGRAM [ARGUMENT]…
//
// Becomes a program in the namespaces of another process: all of them at once, by setns(2) on a pidfd. It does what nsenter, unshare and a
// shell would do one after the other; those are linked dynamically, and start for longer than all that is done here takes.
//
//   --mount … --uts  which namespaces of PID are entered; --pid makes the program a child, whose end is this one's too
//   --own-mounts     then a mount namespace of its own, which sees what is mounted outside of it
//   --own-null       of its first three descriptors, those that are /dev/null become another such device: the program gives them away
//   --wd=DIR         where the program stands, seen from inside
//   --answer         the program is a child that has a pipe as descriptors 2 and 3, and no input and output; its lines are written to the
//                    output up to the first that begins with '{'. It may have gone into the background by then.
//
// Exit code: the program's, 128 and the signal's number when one ended it; with --answer 0; 126 when nothing could be run.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

struct request {
    int target, namespaces;
    bool own_mounts, own_null, answer;
    const char *directory;
    char **program;
};

static _Noreturn void fail(const char *what) {
    char line[512];
    int length = snprintf(line, sizeof line, "aurae-enter: %s: %s\n", what, strerror(errno));
    (void)!write(STDERR_FILENO, line, length < (int)sizeof line ? (size_t)length : sizeof line);
    _exit(126);
}

static void must(bool done, const char *what) {
    if (!done) {
        fail(what);
    }
}

static bool is(const char *word, const char *flag) {
    return strcmp(word, flag) == 0;
}

static int namespace_of(const char *word) {
    return is(word, "--mount") ? CLONE_NEWNS : is(word, "--pid") ? CLONE_NEWPID : is(word, "--net") ? CLONE_NEWNET
        : is(word, "--ipc") ? CLONE_NEWIPC : is(word, "--uts") ? CLONE_NEWUTS : 0;
}

static struct request parse(char **word) {
    struct request request = {0};
    for (; *word != NULL && !is(*word, "--"); word++) {
        if (is(*word, "--target") && word[1] != NULL) {
            request.target = atoi(*++word);
        } else if (strncmp(*word, "--wd=", 5) == 0) {
            request.directory = *word + 5;
        } else if (is(*word, "--own-mounts")) {
            request.own_mounts = true;
        } else if (is(*word, "--own-null")) {
            request.own_null = true;
        } else if (is(*word, "--answer")) {
            request.answer = true;
        } else {
            int namespace = namespace_of(*word);
            errno = EINVAL;
            must(namespace != 0, *word);
            request.namespaces |= namespace;
        }
    }
    errno = EINVAL;
    must(word[0] != NULL && word[1] != NULL, "no program");
    must((request.target > 0) == (request.namespaces != 0), "--target and namespaces belong together");
    request.program = word + 1;
    return request;
}

static void enter(const struct request *request) {
    if (request->namespaces != 0) {
        int process = (int)syscall(SYS_pidfd_open, request->target, 0);
        must(process >= 0, "find the target");
        must(setns(process, request->namespaces) == 0, "enter the namespaces of the target");
        close(process);
    }
    if (request->own_mounts) {
        must(unshare(CLONE_NEWNS) == 0, "make a mount namespace");
        must(mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) == 0, "keep mounts from going out");
    }
    if (request->directory != NULL) {
        must(chdir(request->directory) == 0, request->directory);
    }
}

static bool is_null(int descriptor) {
    struct stat file;
    return fstat(descriptor, &file) == 0 && S_ISCHR(file.st_mode) && file.st_rdev == makedev(1, 3);
}

// In a file system that nobody else can reach, and that is gone with the last who has the device open.
static int new_null(void) {
    int context = (int)syscall(SYS_fsopen, "tmpfs", 1 /* close on exec */);
    must(context >= 0 && syscall(SYS_fsconfig, context, 6 /* create */, NULL, NULL, 0) == 0, "make a file system");
    int directory = (int)syscall(SYS_fsmount, context, 1 /* close on exec */, 0);
    must(directory >= 0, "mount a file system");
    must(mknodat(directory, "null", S_IFCHR | 0600, makedev(1, 3)) == 0, "make a null device");
    must(fchmodat(directory, "null", 0666, 0) == 0, "let everybody have the null device");
    int null = openat(directory, "null", O_RDWR | O_CLOEXEC);
    must(null >= 0, "open the null device");
    close(directory);
    close(context);
    return null;
}

static void own_null(void) {
    int null = -1;
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (is_null(descriptor)) {
            null = null < 0 ? new_null() : null;
            must(dup2(null, descriptor) == descriptor, "dup2");
        }
    }
}

static _Noreturn void become(char **program) {
    execvp(program[0], program);
    fail(program[0]);
}

static void move(int from, int to) {
    must(dup2(from, to) == to, "dup2");
}

// Descriptor 3 is the pipe itself: pipe2 gives the lowest numbers that are free, and the writing end must not be one of 0 to 2.
static void speak(const int ends[2]) {
    int nothing = open("/dev/null", O_RDWR);
    must(nothing >= 0, "/dev/null");
    move(ends[1], STDERR_FILENO);
    if (ends[1] != 3) {
        move(ends[1], 3);
        close(ends[1]);
    }
    if (ends[0] != 3) {
        close(ends[0]);
    }
    move(nothing, STDIN_FILENO);
    move(nothing, STDOUT_FILENO);
    if (nothing > 3) {
        close(nothing);
    }
}

// Whatever it writes, up to the end of the line that is the answer.
static void pass_on(int from) {
    char part[4096];
    bool begins = true, answer = false, done = false;
    ssize_t size;
    while (!done && ((size = read(from, part, sizeof part)) > 0 || (size < 0 && errno == EINTR))) {
        ssize_t end = 0;
        for (; end < size && !done; end++) {
            answer = begins ? part[end] == '{' : answer;
            begins = part[end] == '\n';
            done = begins && answer;
        }
        for (ssize_t written = 0, now; written < end; written += now) {
            now = write(STDOUT_FILENO, part + written, (size_t)(end - written));
            must(now > 0 || errno == EINTR, "pass the answer on");
            now = now < 0 ? 0 : now;
        }
    }
}

static int end_of(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        must(errno == EINTR, "wait for the program");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int count, char **words) {
    (void)count;
    struct request request = parse(words + 1);
    int ends[2] = {-1, -1};
    enter(&request);
    if (request.own_null) {
        own_null();
    }
    if (request.answer) {
        must(pipe2(ends, 0) == 0, "make a pipe");
    } else if ((request.namespaces & CLONE_NEWPID) == 0) {
        become(request.program);
    }
    pid_t child = fork();
    must(child >= 0, "fork");
    if (child == 0) {
        if (request.answer) {
            speak(ends);
        }
        become(request.program);
    }
    if (request.answer) {
        close(ends[1]);
        pass_on(ends[0]);
    }
    int code = end_of(child);
    return request.answer ? 0 : code;
}
