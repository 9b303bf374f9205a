// SPDX-License-Identifier: Apache-2.0
// The native part of io.aurae.linux.IdleMemory.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { WORTH_IT_KIB = 6 * 1024 };

struct mapping {
    unsigned long begin, end;
    bool of_cache; // read-only and private, of a file named *.aot
    long resident_kib;
};

void Java_io_aurae_linux_IdleMemory_release(void *environment, void *class);

// The first line of a mapping: "<begin>-<end> r--p <offset> <device> <inode> <path>".
static bool begins(const char *line, struct mapping *mapping) {
    char access[5];
    unsigned long begin, end;
    if (sscanf(line, "%lx-%lx %4s", &begin, &end, access) != 3) {
        return false;
    }
    size_t length = strlen(line);
    bool of_cache = strcmp(access, "r--p") == 0 && length > 5 && strcmp(line + length - 5, ".aot\n") == 0;
    *mapping = (struct mapping){.begin = begin, .end = end, .of_cache = of_cache};
    return true;
}

// A page that was written to has no copy in the file: a mapping with such a page is left alone.
void Java_io_aurae_linux_IdleMemory_release(void *environment, void *class) {
    (void)environment;
    (void)class;
    FILE *maps = fopen("/proc/self/smaps", "re");
    char line[4352];
    struct mapping mapping = {0};
    if (maps == NULL) {
        return;
    }
    while (fgets(line, sizeof line, maps) != NULL) {
        if (begins(line, &mapping) || !mapping.of_cache) {
            continue;
        }
        if (strncmp(line, "Rss:", 4) == 0) {
            mapping.resident_kib = atol(line + 4);
        } else if (strncmp(line, "Anonymous:", 10) == 0 && atol(line + 10) == 0 && mapping.resident_kib >= WORTH_IT_KIB) {
            madvise((void *)mapping.begin, mapping.end - mapping.begin, MADV_DONTNEED);
        }
    }
    fclose(maps);
}
