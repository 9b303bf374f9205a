// SPDX-License-Identifier: Apache-2.0
// Holds a pod's namespaces for runtimes that need a process for that: sleeps, takes ended children, ends when told.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void end(int signal) {
    (void)signal;
    _exit(0);
}

static void take(int signal) {
    (void)signal;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
    }
}

int main(void) {
    signal(SIGINT, end);
    signal(SIGTERM, end);
    signal(SIGCHLD, take);
    for (;;) {
        pause();
    }
}
