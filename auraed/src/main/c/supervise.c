// SPDX-License-Identifier: Apache-2.0
// The event loop: signals, ended children, the daemon's next start, and the stop.
#include "launcher.h"
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

struct supervisor {
    const struct options *options;
    int listener, signals;
    struct daemon daemon;
    int64_t stop_by_millis; // 0: not stopping
};

static int open_signals(void) {
    sigset_t all;
    sigfillset(&all);
    signal(SIGCHLD, SIG_DFL); // had it come ignored, the kernel would keep no exit status
    sigprocmask(SIG_SETMASK, &all, NULL);
    return must(signalfd(-1, &all, SFD_NONBLOCK | SFD_CLOEXEC), "open a descriptor for", "signals");
}

// A service ends its daemon only, workloads run on; an instance ends with everything in it.
static void signal_stop(const struct supervisor *supervisor, int number) {
    if (supervisor->options->nested) {
        kill(-1, number);
    } else if (supervisor->daemon.pid != 0) {
        kill(supervisor->daemon.pid, number);
    }
}

static void take_signals(struct supervisor *supervisor) {
    struct signalfd_siginfo taken;
    while (read(supervisor->signals, &taken, sizeof taken) == (ssize_t)sizeof taken) {
        int number = (int)taken.ssi_signo;
        if ((number == SIGTERM || number == SIGINT) && supervisor->stop_by_millis == 0) {
            supervisor->stop_by_millis = now_millis() + supervisor->options->stop_grace_millis;
            signal_stop(supervisor, SIGTERM);
            signal_stop(supervisor, SIGCONT);
        } else if ((number == SIGHUP || number == SIGQUIT || number == SIGUSR1 || number == SIGUSR2)
                   && supervisor->daemon.pid != 0) {
            kill(supervisor->daemon.pid, number);
        }
    }
}

// Takes every ended child, the daemon and orphans alike. Returns the code to exit with, or -1 to go on.
static int reap(struct supervisor *supervisor) {
    int status, code = -1;
    for (pid_t pid; code < 0 && (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid == supervisor->daemon.pid && supervisor->stop_by_millis != 0) {
            supervisor->daemon.pid = 0;
        } else if (pid == supervisor->daemon.pid) {
            code = daemon_ended(&supervisor->daemon, status, supervisor->options->nested);
        }
    }
    return code;
}

static bool has_stopped(const struct supervisor *supervisor) {
    if (supervisor->options->nested ? instance_is_empty() : supervisor->daemon.pid == 0) {
        return true;
    }
    if (now_millis() >= supervisor->stop_by_millis) {
        signal_stop(supervisor, SIGKILL);
        return supervisor->options->nested; // the kernel waits for the rest when PID 1 ends
    }
    return false;
}

// Sleeps until there is something to do. A due daemon starts at once, in an instance when somebody connects.
static void wait_for_event(struct supervisor *supervisor) {
    struct daemon *daemon = &supervisor->daemon;
    bool stopping = supervisor->stop_by_millis != 0, idle = !stopping && daemon->pid == 0;
    int64_t delay = daemon->not_before_millis - now_millis();
    bool due = idle && delay <= 0, lazy = supervisor->options->nested;
    struct pollfd waited[] = {
        {.fd = supervisor->signals, .events = POLLIN},
        {.fd = due && lazy ? supervisor->listener : -1, .events = POLLIN}, // seen here, accepted by the daemon
    };
    int timeout = stopping ? 50 : !idle || (due && lazy) ? -1 : due ? 0 : (int)delay;
    if (poll(waited, 2, timeout) >= 0 && due && (!lazy || waited[1].revents != 0)) {
        daemon_start(daemon, supervisor->options, supervisor->listener);
    }
    take_signals(supervisor);
}

int supervise(const struct options *options, int listener) {
    struct supervisor supervisor = {.options = options, .listener = listener, .signals = open_signals()};
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (;;) {
        int code = reap(&supervisor);
        if (code >= 0) {
            return code;
        }
        if (supervisor.stop_by_millis != 0 && has_stopped(&supervisor)) {
            return EX_OK;
        }
        wait_for_event(&supervisor);
    }
}
