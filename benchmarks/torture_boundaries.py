"""Kill an act before each of its writes: a library that is loaded with it counts them.

A boundary is a call that writes, syncs, truncates, renames or removes a file of the home. Needs a C
compiler and a loader that knows LD_PRELOAD; without them nothing is measured, and that is printed.
"""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from torture_home import Act, Bench, Row

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/types.h>

static const char *home;
static long fatal;
static atomic_long seen;

__attribute__((constructor)) static void begin(void) {
    home = getenv("PAPERTRAIL_HOME");
    const char *number = getenv("TORTURE_FATAL");
    fatal = number ? atol(number) : 0;
}

__attribute__((destructor)) static void report(void) {
    const char *place = getenv("TORTURE_COUNTS");
    char path[4096];
    if (!place) return;
    snprintf(path, sizeof path, "%s/%d", place, (int)getpid());
    FILE *file = fopen(path, "w");
    if (file) { fprintf(file, "%ld", (long)seen); fclose(file); }
}

static void boundary(const char *path) {
    if (!home || strncmp(path, home, strlen(home))) return;
    if (atomic_fetch_add(&seen, 1) + 1 == fatal) kill(getpid(), SIGKILL);
}

static void boundary_of(int fd) {
    int before = errno;
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    errno = before;
    if (length > 0) { path[length] = 0; boundary(path); }
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t n) {
    REAL(write); boundary_of(fd); return real(fd, data, n);
}
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
    REAL(pwrite); boundary_of(fd); return real(fd, data, n, at);
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
    REAL(pwrite64); boundary_of(fd); return real(fd, data, n, at);
}
int fsync(int fd) { REAL(fsync); boundary_of(fd); return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); boundary_of(fd); return real(fd); }
int ftruncate(int fd, off_t n) { REAL(ftruncate); boundary_of(fd); return real(fd, n); }
int ftruncate64(int fd, off64_t n) { REAL(ftruncate64); boundary_of(fd); return real(fd, n); }
int rename(const char *from, const char *to) { REAL(rename); boundary(to); return real(from, to); }
int unlink(const char *path) { REAL(unlink); boundary(path); return real(path); }
"""


def library(folder: Path) -> Path | None:
    """Compile the library that counts writes; None where that can't be done."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    source, made = folder / "boundaries.c", folder / "boundaries.so"
    source.write_text(SOURCE, encoding="utf-8")
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"]
    done = subprocess.run(command, capture_output=True, check=False)
    return made if done.returncode == 0 else None


def kill_at_boundaries(bench: Bench, act: Act, loaded: Path, most: int, ends: float) -> Row:
    """Kill an act before each of its writes, or before `most` of them at equal distances.

    Args:
        bench: the homes.
        act: what is killed.
        loaded: the library that counts.
        most: kills; 0 for all writes.
        ends: the moment of the monotonic clock after which no other kill begins.
    """
    counts = bench.folder / "counts"
    counts.mkdir()
    home = bench.copy(act.base, "counted")
    watched = {"LD_PRELOAD": str(loaded)}
    process = bench.start(home, act.arguments, more={**watched, "TORTURE_COUNTS": str(counts)})
    process.communicate()
    total = max((int(file.read_text() or 0) for file in counts.iterdir()), default=0)
    shutil.rmtree(home)
    shutil.rmtree(counts)
    # From coarse to fine, so that an early end still covers the whole act.
    wanted = sorted(range(1, total + 1), key=lambda number: -(number & -number))
    row = Row(f"{act.name}, at writes of {total}")
    for number in wanted[: most or None]:
        if time.monotonic() > ends:
            break
        home = bench.copy(act.base, f"write-{number}")
        process = bench.start(home, act.arguments, more={**watched, "TORTURE_FATAL": str(number)})
        process.communicate()
        row.disturbed += process.returncode == -signal.SIGKILL
        bench.judge(home, act, row)
        shutil.rmtree(home)
    print(row, file=sys.stderr, flush=True)
    return row
