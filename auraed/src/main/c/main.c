// SPDX-License-Identifier: Apache-2.0
// auraed, the launcher: holds the listening socket and keeps the daemon (a JVM) running behind it; reaps orphans.
// It is the machine's service, or with --nested PID 1 of an instance, where the daemon runs only while it is called.
#include "launcher.h"
#include <fcntl.h>

int main(int count, char **arguments) {
    static struct options options;
    int descriptor; // 0, 1 and 2 are taken first: a socket must not become the one that log lines are written to
    while ((descriptor = open("/dev/null", O_RDWR)) >= 0 && descriptor <= STDERR_FILENO) {
    }
    close(descriptor);
    options_parse(&options, count, arguments);
    if (options.foreground) {
        program_execute(&options);
    }
    if (options.nested) {
        instance_begin();
    }
    lock_runtime_dir(options.runtime_dir);
    int code = supervise(&options, listen_on(options.socket_path));
    unlink(options.socket_path);
    return code;
}
