// SPDX-License-Identifier: Apache-2.0
// The native part of io.aurae.linux.IdleMemory.
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef UFFD_FEATURE_WP_ASYNC // Linux 6.7
#define UFFD_FEATURE_WP_ASYNC (1 << 15)
#endif
#ifndef UFFD_USER_MODE_ONLY // Linux 5.11
#define UFFD_USER_MODE_ONLY 1
#endif

enum { WORTH_IT_KIB = 256 };

static int page_by_page = -1; // a userfaultfd, for as long as the process lives

struct mapping {
    unsigned long begin, end;
    bool of_file; // one that cannot be written to
    long resident_kib;
};

void Java_io_aurae_linux_IdleMemory_release(void *environment, void *class);

// The first line of a mapping: "<begin>-<end> r-xp <offset> <device> <inode> <path>".
static bool begins(const char *line, struct mapping *mapping) {
    char access[5];
    unsigned long begin, end, inode;
    if (sscanf(line, "%lx-%lx %4s %*s %*s %lu", &begin, &end, access, &inode) != 4) {
        return false;
    }
    *mapping = (struct mapping){.begin = begin, .end = end, .of_file = access[0] == 'r' && access[1] == '-' && inode != 0};
    return true;
}

// For a page that is touched the kernel maps those around it too: sixteen, or two megabytes where its cache holds them in one piece. It does not
// where somebody follows writes by a userfaultfd, and pages of two megabytes are not wanted. Nothing is ever written here, so nothing comes of
// following it. A kernel that knows none of this maps more than is needed, as before.
static void follow_writes(void) {
    struct uffdio_api api = {.api = UFFD_API, .features = UFFD_FEATURE_WP_ASYNC};
    int descriptor = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
    if (descriptor >= 0 && ioctl(descriptor, UFFDIO_API, &api) == 0) {
        page_by_page = descriptor;
    } else if (descriptor >= 0) {
        close(descriptor);
    }
}

static void map_page_by_page(const struct mapping *mapping) {
    struct uffdio_register range = {.range = {mapping->begin, mapping->end - mapping->begin}, .mode = UFFDIO_REGISTER_MODE_WP};
    madvise((void *)mapping->begin, mapping->end - mapping->begin, MADV_NOHUGEPAGE);
    ioctl(page_by_page, UFFDIO_REGISTER, &range);
}

// A page that was written to has no copy in the file: a mapping with such a page is left alone.
static void release_files(FILE *maps) {
    char line[4352];
    struct mapping mapping = {0};
    while (fgets(line, sizeof line, maps) != NULL) {
        if (begins(line, &mapping) || !mapping.of_file) {
            continue;
        }
        if (strncmp(line, "Rss:", 4) == 0) {
            mapping.resident_kib = atol(line + 4);
        } else if (strncmp(line, "Anonymous:", 10) == 0 && atol(line + 10) == 0 && mapping.resident_kib >= WORTH_IT_KIB) {
            map_page_by_page(&mapping);
            madvise((void *)mapping.begin, mapping.end - mapping.begin, MADV_DONTNEED);
        }
    }
}

void Java_io_aurae_linux_IdleMemory_release(void *environment, void *class) {
    (void)environment;
    (void)class;
    malloc_trim(0);
    FILE *maps = fopen("/proc/self/smaps", "re");
    if (page_by_page < 0) {
        follow_writes();
    }
    if (maps != NULL) {
        release_files(maps);
        fclose(maps);
    }
}
