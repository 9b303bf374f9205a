// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"
#include <sched.h>
#include <sys/mount.h>

// Shows the instance's own processes in /proc, unless it does already. All other mounts stay shared with the host's:
// what is mounted there later appears here.
void instance_begin(void) {
    char self[16] = "";
    if (getpid() != 1) { // its signals to all would reach all of the machine
        fail(EX_USAGE, "flag '--nested' in process %d (expected: PID 1 of an instance)", (int)getpid());
    }
    if (readlink("/proc/self", self, sizeof self - 1) > 0 && strcmp(self, "1") == 0) {
        return;
    }
    must(unshare(CLONE_NEWNS), "make a mount namespace for", "/proc");
    must(mount(NULL, "/proc", NULL, MS_PRIVATE, NULL), "make private", "/proc");
    must(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL), "mount", "/proc");
}
