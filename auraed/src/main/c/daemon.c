// SPDX-License-Identifier: Apache-2.0
// The daemon's process: how it is started, and what its end means.
#include "launcher.h"
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

// AURAED_DAEMON names a program that takes the JVM's place and gets the same arguments: for tests.
_Noreturn void program_execute(const struct options *options) {
    char java[MAX_PATH + 32], cache[MAX_PATH + 32], jar[MAX_PATH + 32], file[MAX_PATH + 32];
    char *program[MAX_ARGUMENTS + 6] = {getenv("AURAED_DAEMON")};
    const char *name = options->nested ? "nested" : "auraed";
    size_t count = 1;
    if (program[0] == NULL) {
        snprintf(program[0] = java, sizeof java, "%s/runtime/bin/java", options->home);
        snprintf(program[count] = cache, sizeof cache, "-XX:AOTCache=%s/aot/%s.aot", options->home, name);
        count += access(strchr(cache, '/'), R_OK) == 0;
        program[count++] = "-cp";
        snprintf(program[count++] = jar, sizeof jar, "%s/lib/auraed.jar", options->home);
        snprintf(program[count++] = file, sizeof file, "@%s/lib/%s.args", options->home, name);
    }
    for (char **argument = options->arguments; *argument != NULL; argument++) {
        program[count++] = *argument;
    }
    must(setenv("LC_ALL", "C.UTF-8", 1), "set", "LC_ALL"); // or the JVM refuses file names beyond ASCII
    execv(program[0], program);
    fail(EX_OSFILE, "run '%s': %s", program[0], strerror(errno));
}

// In the child: it keeps the standard streams and the listening socket, and nothing else of the launcher's.
static _Noreturn void become_daemon(const struct options *options, int listener, pid_t launcher) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();                         // a terminal's signals are for the launcher, which passes them on
    prctl(PR_SET_PDEATHSIG, SIGKILL); // alone, it would hold the socket that the next launcher needs
    if (getppid() != launcher) {
        _exit(EX_TEMPFAIL);
    }
    must(dup2(listener, 3), "pass on", "the socket"); // it is another: the lock was opened before it
    must((int)syscall(SYS_close_range, 4, ~0U, 0), "close", "inherited files");
    must(setenv("AURAE_LISTEN_FD", "3", 1), "set", "AURAE_LISTEN_FD");
    must(setenv("AURAE_CONVENTION", CONVENTION, 1), "set", "AURAE_CONVENTION");
    program_execute(options);
}

// Callers wait for the next daemon in the socket's queue; most give up on a handshake after ten seconds.
static void delay_start(struct daemon *daemon) {
    int longer = daemon->back_off_millis == 0 ? 100 : daemon->back_off_millis * 2;
    daemon->back_off_millis = longer < 4000 ? longer : 4000;
    daemon->not_before_millis = now_millis() + daemon->back_off_millis;
}

void daemon_start(struct daemon *daemon, const struct options *options, int listener) {
    pid_t launcher = getpid(), child = fork();
    if (child == 0) {
        become_daemon(options, listener, launcher);
    } else if (child < 0) {
        say("start the daemon: %s; trying again", strerror(errno));
        delay_start(daemon);
        return;
    }
    daemon->pid = child;
    daemon->started_millis = now_millis();
}

int daemon_ended(struct daemon *daemon, int wait_status, bool nested) {
    int code = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1, pid = (int)daemon->pid;
    bool idle = nested && code == 0, refused = code >= EX_USAGE && code <= EX_CONFIG;
    daemon->pid = 0;
    daemon->died = !idle && !refused;
    if (daemon->not_before_millis == 0 && !nested && refused) {
        return code; // another start would not mend it; an instance lives on for its workloads
    }
    // HEALTHY_MILLIS comes from the Makefile: the test build shortens it.
    if (idle || now_millis() - daemon->started_millis >= HEALTHY_MILLIS) {
        daemon->back_off_millis = 0;
    }
    if (!idle) { // an idle one is started by the next connection, as one in an instance that would not start
        delay_start(daemon);
        say("daemon %d ended by %s %d; not started again before %d ms are over", pid, code < 0 ? "signal" : "exit code",
            code < 0 ? WTERMSIG(wait_status) : code, daemon->back_off_millis);
    }
    return -1;
}
