// SPDX-License-Identifier: Apache-2.0
// The runtime directory and the socket: held for as long as the launcher lives, whatever becomes of the daemon.
#include "launcher.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

// Makes the directory (0700) and those above it (0755) as far as they are missing, and locks it for this process. Who had
// this launcher started reads in the lock by what convention to drive it.
void lock_runtime_dir(const char *directory) {
    char path[MAX_PATH];
    for (size_t end = 1; end <= strlen(directory); end++) {
        if (directory[end] == '/' || directory[end] == '\0') {
            snprintf(path, sizeof path, "%.*s", (int)end, directory);
            int made = mkdir(path, directory[end] == '\0' ? 0700 : 0755);
            must(errno == EEXIST ? 0 : made, "make directory", path);
        }
    }
    snprintf(path, sizeof path, "%s/auraed.lock", directory);
    int lock = must(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600), "open", path);
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) { // the descriptor stays open, and with it the lock
        fail(EX_UNAVAILABLE, "runtime directory in use: '%s' belongs to another auraed", directory);
    }
    must(ftruncate(lock, 0), "empty", path);
    must((int)write(lock, CONVENTION "\n", sizeof CONVENTION), "write", path);
}

// Non-blocking from the start: the daemon's event loop would hang in its second accept otherwise.
static int unix_socket(const char *path) {
    return must(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "make socket", path);
}

static bool is_answered(const struct sockaddr_un *address) {
    int client = unix_socket(address->sun_path);
    bool refused = connect(client, (const struct sockaddr *)address, sizeof *address) != 0
                   && (errno == ECONNREFUSED || errno == ENOENT);
    close(client);
    return !refused;
}

// Removes a socket whose process is dead. Looks again for a second before it takes one to be alive: the daemon of a
// killed launcher dies with it, but not in the same instant.
static void remove_stale(const struct sockaddr_un *address) {
    struct stat found;
    if (lstat(address->sun_path, &found) != 0) {
        return;
    }
    if (!S_ISSOCK(found.st_mode)) {
        fail(EX_UNAVAILABLE, "socket in use: '%s' is a file (expected: a socket or nothing)", address->sun_path);
    }
    for (int looks = 0; is_answered(address); looks++) {
        if (looks == 10) {
            fail(EX_UNAVAILABLE, "socket in use: '%s' is served by another process", address->sun_path);
        }
        usleep(100 * 1000);
    }
    unlink(address->sun_path);
}

int listen_on(const char *socket_path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(socket_path) >= sizeof address.sun_path) {
        fail(EX_USAGE, "socket '%s' is too long (expected: under %zu bytes)", socket_path, sizeof address.sun_path);
    }
    memcpy(address.sun_path, socket_path, strlen(socket_path));
    remove_stale(&address);
    int listener = unix_socket(socket_path);
    mode_t before = umask(0177);
    must(bind(listener, (const struct sockaddr *)&address, sizeof address), "bind", socket_path);
    umask(before);
    return must(listen(listener, SOMAXCONN), "listen on", socket_path), listener;
}
