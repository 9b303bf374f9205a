// SPDX-License-Identifier: Apache-2.0
// The launcher understands the few flags it needs itself; the daemon gets all of them and checks the others.
#include "launcher.h"
#include <libgen.h>

// The value of this flag at *argument, written "--name value" or "--name=value"; NULL when something else is there.
static char *value_of(const char *name, char ***argument) {
    char *text = **argument, *rest = text + strlen(name);
    if (strncmp(text, name, strlen(name)) != 0 || (*rest != '\0' && *rest != '=')) {
        return NULL;
    }
    char *value = *rest == '=' ? rest + 1 : *++*argument;
    if (value == NULL || *value == '\0' || strlen(value) > MAX_PATH / 2) {
        fail(EX_USAGE, "flag '%s' has no usable value (expected: 1 to %d bytes)", name, MAX_PATH / 2);
    }
    return value;
}

void options_parse(struct options *options, int count, char **arguments) {
    static char socket_path[MAX_PATH], program[MAX_PATH];
    *options = (struct options){.runtime_dir = "/run/aurae", .stop_grace_millis = 10000, .arguments = arguments + 1};
    must((int)readlink("/proc/self/exe", program, sizeof program - 1), "read", "/proc/self/exe");
    options->home = dirname(dirname(program));
    if (count > MAX_ARGUMENTS) {
        fail(EX_USAGE, "%d arguments (expected: at most %d)", count, MAX_ARGUMENTS);
    }
    options->foreground = count > 1 && arguments[1][0] != '-';
    for (char **argument = arguments + 1, *value; argument < arguments + count; argument++) {
        if ((value = value_of("--socket", &argument)) != NULL) {
            options->socket_path = value;
        } else if ((value = value_of("--runtime-dir", &argument)) != NULL) {
            options->runtime_dir = value;
        } else if ((value = value_of("--stop-grace-seconds", &argument)) != NULL) {
            unsigned long seconds = strtoul(value, &value, 10);
            if (*value != '\0' || seconds > 31536000) {
                fail(EX_USAGE, "flag '--stop-grace-seconds' ends in '%s' (expected: 0 to 31536000)", value);
            }
            options->stop_grace_millis = (int64_t)seconds * 1000;
        }
        options->nested |= strcmp(*argument, "--nested") == 0;
        options->foreground |= strcmp(*argument, "--help") == 0 || strcmp(*argument, "--version") == 0;
    }
    if (options->socket_path == NULL) {
        snprintf(options->socket_path = socket_path, MAX_PATH, "%s/aurae.sock", options->runtime_dir);
    }
}
