// SPDX-License-Identifier: Apache-2.0
// What the launcher's files share. Read main.c first: it shows the order in which the parts are used.
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { MAX_PATH = 4096, MAX_ARGUMENTS = 256 };

struct options {
    bool nested;     // PID 1 of an instance
    bool foreground; // --help, --version or a subcommand: the daemon program answers, once, in this process's place
    char *socket_path, *runtime_dir;
    int64_t stop_grace_millis;
    char *home;       // the distribution: the parent of the folder this program is in
    char **arguments; // all of them, for the daemon; ends with NULL
};

struct daemon {
    pid_t pid; // 0: not running
    int back_off_millis;        // the last delay before a start; 0: none was needed
    int64_t started_millis;     // on the clock of now_millis, as the next one
    int64_t not_before_millis;  // when it may be started; 0: it never failed
    bool died;                  // it was not done: in an instance, what it looks after waits for the next one
};

// log.c: one line to stderr, "auraed: …". must() returns a system call's result, or ends the program if it failed.
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define fail(exit_code, ...) (say(__VA_ARGS__), _exit(exit_code))
int must(int result, const char *action, const char *subject);
int64_t now_millis(void);

// options.c, listen.c, instance.c: each ends the program when what it is given or finds is wrong.
void options_parse(struct options *options, int count, char **arguments);
void lock_runtime_dir(const char *directory);
int listen_on(const char *socket_path);
void instance_begin(void);

// daemon.c: daemon_ended returns the code to exit with, or -1 to go on.
_Noreturn void program_execute(const struct options *options);
void daemon_start(struct daemon *daemon, const struct options *options, int listener);
int daemon_ended(struct daemon *daemon, int wait_status, bool nested);

// supervise.c: runs until it is told to stop; returns the exit code.
int supervise(const struct options *options, int listener);
