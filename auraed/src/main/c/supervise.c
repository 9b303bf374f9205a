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

// To the daemon; a stop is for everything in an instance, while a service's workloads run on.
static void pass_on(const struct supervisor *supervisor, int number, bool is_stop) {
    pid_t whom = is_stop && supervisor->options->nested ? -1 : supervisor->daemon.pid;
    if (whom != 0) {
        kill(whom, number);
    }
}

static void take_signals(struct supervisor *supervisor) {
    struct signalfd_siginfo taken;
    while (read(supervisor->signals, &taken, sizeof taken) == (ssize_t)sizeof taken) {
        int number = (int)taken.ssi_signo;
        if ((number == SIGTERM || number == SIGINT) && supervisor->stop_by_millis == 0) {
            supervisor->stop_by_millis = now_millis() + supervisor->options->stop_grace_millis;
            pass_on(supervisor, SIGTERM, true);
            pass_on(supervisor, SIGCONT, true);
        } else if (number == SIGHUP || number == SIGQUIT || number == SIGUSR1 || number == SIGUSR2) {
            pass_on(supervisor, number, false);
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

// An instance is empty when there is nobody to signal: what entered from outside is no child, but ends with PID 1 too.
static bool has_stopped(const struct supervisor *supervisor) {
    bool late = now_millis() >= supervisor->stop_by_millis;
    if (late) {
        pass_on(supervisor, SIGKILL, true);
    }
    return supervisor->options->nested ? late || kill(-1, 0) != 0 : supervisor->daemon.pid == 0;
}

// Sleeps until there is something to do. A due daemon starts at once; in an instance when somebody connects, unless it died.
static void wait_for_event(struct supervisor *supervisor) {
    struct daemon *daemon = &supervisor->daemon;
    bool stopping = supervisor->stop_by_millis != 0, wanted = !stopping && daemon->pid == 0;
    int64_t delay = daemon->not_before_millis - now_millis();
    bool due = wanted && delay <= 0, lazy = due && supervisor->options->nested && !daemon->died;
    struct pollfd waited[] = {
        {.fd = supervisor->signals, .events = POLLIN},
        {.fd = lazy ? supervisor->listener : -1, .events = POLLIN}, // seen here, accepted by the daemon
    };
    int timeout = stopping ? 50 : lazy || !wanted ? -1 : due ? 0 : (int)delay;
    poll(waited, 2, timeout); // a failure leaves revents at 0
    take_signals(supervisor); // first: they are not meant for a daemon that is yet to start
    if (due && supervisor->stop_by_millis == 0 && (!lazy || waited[1].revents != 0)) {
        daemon_start(daemon, supervisor->options, supervisor->listener);
    }
}

int supervise(const struct options *options, int listener) {
    struct supervisor supervisor = {.options = options, .listener = listener, .signals = open_signals()};
    int code;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    while ((code = reap(&supervisor)) < 0) {
        if (supervisor.stop_by_millis != 0 && has_stopped(&supervisor)) {
            return EX_OK;
        }
        wait_for_event(&supervisor);
    }
    return code;
}
