// SPDX-License-Identifier: Apache-2.0
// Stands in for the daemon in tests of the launcher. It writes "started" and each signal to the file of --log, and answers
// one command a connection on the inherited socket; see answer(). With --idle MILLIS it ends when nobody connected so long.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int log_file;
static int ignores_term;

static void note(int number) {
    const char *text = number == 0         ? "started\n"
                       : number == SIGHUP  ? "HUP\n"
                       : number == SIGUSR1 ? "USR1\n"
                       : number == SIGUSR2 ? "USR2\n"
                                           : "TERM\n";
    if (write(log_file, text, strlen(text)) < 0) {
        _exit(99);
    }
    if (number == SIGTERM && !ignores_term) {
        _exit(0);
    }
}

// A process that outlives its parent and then ends by itself. Returns its pid.
static int make_orphan(int millis, int stubborn) {
    int pipe_ends[2], pid = 0;
    if (pipe(pipe_ends) != 0) {
        _exit(99);
    }
    pid_t between = fork();
    if (between == 0) {
        pid = fork();
        if (pid == 0) {
            signal(SIGTERM, stubborn ? SIG_IGN : SIG_DFL);
            close_range(3, ~0U, 0);
            usleep((useconds_t)millis * 1000);
            _exit(0);
        }
        _exit(write(pipe_ends[1], &pid, sizeof pid) == sizeof pid ? 0 : 99);
    }
    if (read(pipe_ends[0], &pid, sizeof pid) != sizeof pid || waitpid(between, NULL, 0) != between) {
        _exit(99);
    }
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return pid;
}

static void answer(int connection) {
    char command[128] = "", reply[512] = "";
    if (read(connection, command, sizeof command - 1) < 0) {
        return;
    }
    int number = atoi(strchr(command, ' ') == NULL ? "0" : strchr(command, ' '));
    if (strncmp(command, "pid", 3) == 0) {
        sprintf(reply, "%d", getpid());
    } else if (strncmp(command, "proc", 4) == 0) {
        reply[readlink("/proc/self", reply, sizeof reply - 1)] = '\0';
    } else if (strncmp(command, "descriptors", 11) == 0) {
        for (int descriptor = 0; descriptor < 1024; descriptor++) {
            if (descriptor != connection && descriptor != log_file && fcntl(descriptor, F_GETFD) >= 0) {
                sprintf(reply + strlen(reply), "%d ", descriptor);
            }
        }
        sprintf(reply + strlen(reply), "listen=%s", getenv("AURAE_LISTEN_FD"));
    } else if (strncmp(command, "orphan", 6) == 0) {
        sprintf(reply, "%d", make_orphan(number, 0));
    } else if (strncmp(command, "stubborn", 8) == 0) {
        sprintf(reply, "%d", make_orphan(number, 1));
    } else if (strncmp(command, "exit", 4) == 0) {
        _exit(number);
    }
    if (write(connection, reply, strlen(reply)) < 0) {
        _exit(99);
    }
}

int main(int count, char **arguments) {
    const int handled[] = {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM};
    int idle_millis = -1;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--log") == 0) {
            log_file = open(arguments[++i], O_WRONLY | O_CREAT | O_APPEND, 0600);
        } else if (strcmp(arguments[i], "--idle") == 0) {
            idle_millis = atoi(arguments[++i]);
        } else if (strcmp(arguments[i], "--ignore-term") == 0) {
            ignores_term = 1;
        }
    }
    for (size_t i = 0; i < sizeof handled / sizeof *handled; i++) {
        sigaction(handled[i], &(struct sigaction){.sa_handler = note, .sa_flags = SA_RESTART}, NULL);
    }
    note(0);
    for (;;) {
        struct pollfd listener = {.fd = 3, .events = POLLIN};
        int ready = poll(&listener, 1, idle_millis);
        if (ready == 0) {
            return 0;
        }
        int connection = ready < 0 ? -1 : accept(3, NULL, NULL);
        if (connection >= 0) {
            answer(connection);
            close(connection);
        }
    }
}
