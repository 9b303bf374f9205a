// SPDX-License-Identifier: Apache-2.0
// aurae-userns pin UIDS GIDS USER NET IPC UTS [SETTING]…   makes the namespaces of a pod and pins each to its file, which must be there
// aurae-userns overlay UIDS GIDS MODE OPTIONS TARGET [LAYER]…   mounts an overlay at TARGET whose layers show mapped ids
// aurae-userns check UIDS GIDS [PATH]…                    names the first of these files that cannot be mounted with mapped ids
//
// Does what needs a user namespace in the hand. UIDS and GIDS are INSIDE:OUTSIDE:LENGTH, the one run of ids that the namespace has.
//
// pin      the network, IPC and UTS namespaces are made from within the user namespace and belong to it; loopback is up. A SETTING is
//          PATH=VALUE below /proc/sys, of the IPC namespace: those can be written by its own root alone
// overlay  is to be started in the directory that relative LAYERs and OPTIONS begin at; MODE is rw or ro. The layers are mounted with
//          mapped ids in a mount namespace of this process alone, so that nothing of that is left, whenever it ends
//
// Exit code: 0; 126 and one line on the error output when it was not done, and nothing is pinned or mounted that was not before.
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define TREE_CLONE 1
#define TREE_CLOEXEC O_CLOEXEC
#define NO_AUTOMOUNT 0x800
#define FROM_EMPTY_PATH 4
#define ATTRIBUTE_IDMAP 0x00100000
#define EMPTY_PATH 0x1000

// As mount_setattr(2) has it; not every C library knows this call and its neighbours.
struct attributes {
    unsigned long long set, clear, propagation, namespace;
};

// A process in a user namespace, which waits at its end of the socket for the next step.
struct holder {
    pid_t process;
    int socket;
};

static _Noreturn void fail(const char *what, const char *which) {
    fprintf(stderr, "aurae-userns: %s%s%s: %s\n", what, which[0] == '\0' ? "" : " ", which, strerror(errno));
    exit(126);
}

static void must(bool done, const char *what, const char *which) {
    if (!done) {
        fail(what, which);
    }
}

static void say(int socket) {
    must(write(socket, "", 1) == 1, "speak to the process in the namespace", "");
}

static bool hear(int socket) {
    char word;
    return read(socket, &word, 1) == 1;
}

static void loopback_up(void) {
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int link = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    must(link >= 0 && ioctl(link, SIOCSIFFLAGS, &request) == 0, "set loopback up", "");
}

static void set(const char *setting) {
    char path[512];
    const char *value = strchr(setting, '=');
    errno = EINVAL;
    must(value != NULL && value - setting < 256, "understand", setting);
    snprintf(path, sizeof path, "/proc/sys/%.*s", (int)(value - setting), setting);
    size_t size = strlen(++value);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    must(file >= 0 && write(file, value, size) == (ssize_t)size, "set", setting);
    close(file);
}

// Ends with the process that wants it, and never runs anything: whoever is in the namespace already could otherwise get hold of it.
static _Noreturn void hold(int socket, int others, char **settings) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    must(unshare(CLONE_NEWUSER) == 0, "make a user namespace", "");
    say(socket);
    if (hear(socket) && others != 0) {
        must(setresgid(0, 0, 0) == 0 && setresuid(0, 0, 0) == 0, "become its root", "");
        must(unshare(others) == 0, "make the namespaces in it", "");
        if ((others & CLONE_NEWNET) != 0) {
            loopback_up();
        }
        for (; *settings != NULL; settings++) {
            set(*settings);
        }
        say(socket);
        hear(socket);
    }
    _exit(0);
}

static void map(pid_t process, const char *kind, const char *run) {
    char path[64], line[64];
    unsigned long inside, outside, length;
    errno = EINVAL;
    must(sscanf(run, "%lu:%lu:%lu", &inside, &outside, &length) == 3, "understand", run);
    snprintf(path, sizeof path, "/proc/%d/%s", (int)process, kind);
    int size = snprintf(line, sizeof line, "%lu %lu %lu\n", inside, outside, length);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    must(file >= 0 && write(file, line, (size_t)size) == size, "map the ids", run);
    close(file);
}

static struct holder new_holder(char **runs, int others, char **settings) {
    int ends[2];
    must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "make a pair of sockets", "");
    pid_t child = fork();
    must(child >= 0, "fork", "");
    if (child == 0) {
        close(ends[0]);
        hold(ends[1], others, settings);
    }
    close(ends[1]);
    if (!hear(ends[0])) {
        exit(126); // it said why
    }
    map(child, "uid_map", runs[0]);
    map(child, "gid_map", runs[1]);
    return (struct holder){child, ends[0]};
}

static void let_go(struct holder holder) {
    close(holder.socket);
    waitpid(holder.process, NULL, 0);
}

static int pin(char **words) {
    static const char *const kinds[] = {"user", "net", "ipc", "uts"};
    struct holder holder = new_holder(words, CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS, words + 6);
    say(holder.socket);
    if (!hear(holder.socket)) {
        return 126;
    }
    char **files = words + 2;
    for (int i = 0; i < 4; i++) {
        char of[64];
        snprintf(of, sizeof of, "/proc/%d/ns/%s", (int)holder.process, kinds[i]);
        if (mount(of, files[i], NULL, MS_BIND, NULL) != 0) {
            int why = errno;
            for (int pinned = 0; pinned < i; pinned++) {
                umount2(files[pinned], MNT_DETACH);
            }
            errno = why;
            fail("pin a namespace to", files[i]);
        }
    }
    let_go(holder);
    return 0;
}

static int user_namespace(char **runs) {
    struct holder holder = new_holder(runs, 0, NULL);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/ns/user", (int)holder.process);
    int namespace = open(path, O_RDONLY | O_CLOEXEC);
    must(namespace >= 0, "open", path);
    let_go(holder);
    return namespace;
}

static int clone_of(const char *path) {
    return (int)syscall(SYS_open_tree, AT_FDCWD, path, TREE_CLONE | TREE_CLOEXEC | NO_AUTOMOUNT);
}

static int mapped(const char *path, int namespace) {
    struct attributes attributes = {.set = ATTRIBUTE_IDMAP, .namespace = (unsigned long long)namespace};
    int tree = clone_of(path);
    must(tree >= 0 && syscall(SYS_mount_setattr, tree, "", EMPTY_PATH, &attributes, sizeof attributes) == 0, "map the ids of", path);
    return tree;
}

static void attach(int tree, const char *path) {
    must(syscall(SYS_move_mount, tree, "", AT_FDCWD, path, FROM_EMPTY_PATH) == 0, "attach a mount at", path);
    close(tree);
}

static int check(char **words) {
    int namespace = user_namespace(words);
    for (char **path = words + 2; *path != NULL; path++) {
        close(mapped(*path, namespace));
    }
    return 0;
}

// An overlay takes its layers from the mount namespace it is made in. So they are covered by themselves, mapped, in a namespace that nobody
// else sees, and what was made there is carried out.
static int overlay(char **words) {
    const char *mode = words[2], *options = words[3], *target = words[4];
    int namespace = user_namespace(words);
    int here = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    must(here >= 0, "remember this mount namespace", "");
    must(unshare(CLONE_NEWNS) == 0, "make a mount namespace", "");
    must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "keep mounts from going out", "");
    for (char **layer = words + 5; *layer != NULL; layer++) {
        attach(mapped(*layer, namespace), *layer);
    }
    unsigned long flags = strcmp(mode, "ro") == 0 ? MS_RDONLY : 0;
    must(mount("overlay", target, "overlay", flags, options) == 0, "mount an overlay at", target);
    int tree = clone_of(target);
    must(tree >= 0 && setns(here, CLONE_NEWNS) == 0, "carry out the overlay at", target);
    attach(tree, target);
    return 0;
}

int main(int count, char **words) {
    if (count >= 8 && strcmp(words[1], "pin") == 0) {
        return pin(words + 2);
    }
    if (count >= 7 && strcmp(words[1], "overlay") == 0) {
        return overlay(words + 2);
    }
    if (count >= 4 && strcmp(words[1], "check") == 0) {
        return check(words + 2);
    }
    errno = EINVAL;
    fail("understand", count > 1 ? words[1] : "");
}
