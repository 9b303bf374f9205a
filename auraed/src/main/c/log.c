// SPDX-License-Identifier: Apache-2.0
#include "launcher.h"
#include <stdarg.h>
#include <time.h>

// One write a line, so that lines of several processes do not mix; what is longer is cut.
void say(const char *format, ...) {
    char line[1024] = "auraed: ";
    size_t length = strlen(line);
    va_list values;
    va_start(values, format);
    vsnprintf(line + length, sizeof line - length - 1, format, values);
    va_end(values);
    length = strlen(line);
    line[length] = '\n';
    (void)!write(STDERR_FILENO, line, length + 1);
}

int must(int result, const char *action, const char *subject) {
    if (result < 0) {
        fail(EX_OSERR, "%s '%s': %s", action, subject, strerror(errno));
    }
    return result;
}

int64_t now_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
