/*
 * A disk whose power can be cut, for app/tests/it/power_cut.rs.
 *
 * Preloaded into a process (LD_PRELOAD), it writes down every change of the files below one folder, in the order in
 * which it happened, and every sync. The test rebuilds from this log what a disk would hold that keeps nothing but
 * what was synced. Real syncs are left out: the log is what counts, and the test is fast.
 *
 *   POWER_CUT_FOLDER   the folder, as an absolute path without links
 *   POWER_CUT_LOG      the log; made anew
 *
 * A record is a head (see below) and the bytes that the head counts. Numbers are in the byte order of the machine.
 * One mutex orders change and record, so that the log has the order of the disk. A record follows its change: whoever
 * was told that a sync was done finds it in the log.
 *
 *   'C' file made: inode, path           'M' folder made: path
 *   'W' bytes written: inode, at, bytes  'R' renamed: path, second path
 *   'T' length set: inode, at            'L' linked: path, second path
 *   'S' file synced: inode               'U' removed, file or folder: path
 *   'D' folder synced: path
 *
 * What is not seen: writes through mmap (SQLite's -shm, which is rebuilt after a crash) and system calls that go past
 * the C library. The test compares the folder with the log, so that nothing of the kind stays unnoticed. Ways to
 * write that would be hard to follow (copy_file_range, sendfile, fallocate) are refused below the folder; callers
 * fall back to plain writes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#if __SIZEOF_LONG__ != 8
#error "the system calls below are those of 64-bit machines"
#endif

struct head {
    uint64_t op;
    uint64_t inode;
    uint64_t at;
    uint64_t first;  /* bytes of the first text */
    uint64_t second; /* bytes of the second text */
};

static char folder[PATH_MAX];
static size_t folder_length;
static int journal = -1;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *named = getenv("POWER_CUT_FOLDER");
    const char *log = getenv("POWER_CUT_LOG");
    if (!named || !log || strlen(named) >= sizeof folder)
        return;
    strcpy(folder, named);
    folder_length = strlen(folder);
    journal = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (journal < 0)
        abort();
    /* A process started from this one would make the log anew. */
    unsetenv("LD_PRELOAD");
}

/* Writes a record. A log with a hole would prove nothing, so the process ends when that fails. */
static void note(char op, uint64_t inode, uint64_t at, const void *first, size_t first_length, const void *second,
                 size_t second_length) {
    struct head head = {(uint64_t)op, inode, at, first_length, second_length};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)first, first_length}, {(void *)second, second_length}};
    size_t whole = sizeof head + first_length + second_length;
    if (syscall(SYS_writev, journal, parts, 3) != (long)whole)
        abort();
}

static void note_path(char op, uint64_t inode, const char *path) { note(op, inode, 0, path, strlen(path), "", 0); }

/* The path below the folder ("" for the folder itself), or NULL when it is elsewhere. */
static const char *below(const char *path) {
    if (journal < 0 || strncmp(path, folder, folder_length) != 0)
        return NULL;
    if (path[folder_length] == '\0')
        return "";
    return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

/* The same for a path as it was given to a call; `room` holds it. Keeps errno. */
static const char *given(int base, const char *path, char room[PATH_MAX]) {
    int before = errno;
    if (journal < 0 || !path)
        return NULL;
    room[0] = '\0';
    if (path[0] != '/') {
        char link[64];
        ssize_t length = 0;
        if (base == AT_FDCWD) {
            if (syscall(SYS_getcwd, room, PATH_MAX) < 0)
                room[0] = '\0';
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", base);
            length = syscall(SYS_readlinkat, AT_FDCWD, link, room, PATH_MAX - 1);
            room[length < 0 ? 0 : length] = '\0';
        }
        strncat(room, "/", PATH_MAX - strlen(room) - 1);
    }
    strncat(room, path, PATH_MAX - strlen(room) - 1);
    errno = before;
    return below(room);
}

/* What a descriptor is: a file or folder below the folder (then its path is in `room`), or 0. Keeps errno. */
static mode_t opened(int fd, uint64_t *inode, char room[PATH_MAX], const char **path) {
    int before = errno;
    struct stat found;
    mode_t kind = 0;
    if (journal >= 0 && fstat(fd, &found) == 0 && (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode))) {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, room, PATH_MAX - 1);
        room[length < 0 ? 0 : length] = '\0';
        *path = below(room);
        *inode = found.st_ino;
        if (*path)
            kind = found.st_mode & S_IFMT;
    }
    errno = before;
    return kind;
}

static int is_file(int fd, uint64_t *inode) {
    char room[PATH_MAX];
    const char *path;
    return opened(fd, inode, room, &path) == S_IFREG;
}

/* ---- opening ---- */

static int open_noted(int base, const char *path, int flags, mode_t mode) {
    char room[PATH_MAX];
    const char *place = (flags & (O_CREAT | O_TRUNC)) ? given(base, path, room) : NULL;
    if (!place)
        return (int)syscall(SYS_openat, base, path, flags, mode);
    pthread_mutex_lock(&order);
    int before = errno;
    int existed = syscall(SYS_faccessat, base, path, F_OK) == 0;
    errno = before;
    int fd = (int)syscall(SYS_openat, base, path, flags, mode);
    int after = errno;
    struct stat found;
    if (fd >= 0 && fstat(fd, &found) == 0) {
        if (!existed)
            note_path('C', found.st_ino, place);
        else if (flags & O_TRUNC)
            note('T', found.st_ino, 0, "", 0, "", 0);
    }
    errno = after;
    pthread_mutex_unlock(&order);
    return fd;
}

static mode_t mode_of(int flags, va_list more) {
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(more, mode_t) : 0;
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = mode_of(flags, more);                                                                            \
        va_end(more);                                                                                                  \
        return open_noted(AT_FDCWD, path, flags, mode);                                                                \
    }
#define OPENAT(name)                                                                                                   \
    int name(int base, const char *path, int flags, ...) {                                                             \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = mode_of(flags, more);                                                                            \
        va_end(more);                                                                                                  \
        return open_noted(base, path, flags, mode);                                                                    \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
int creat(const char *path, mode_t mode) { return open_noted(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return open_noted(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* ---- writing ---- */

static void note_parts(uint64_t inode, off_t at, const struct iovec *parts, int count, ssize_t written) {
    for (int part = 0; part < count && written > 0; part++) {
        size_t length = parts[part].iov_len < (size_t)written ? parts[part].iov_len : (size_t)written;
        note('W', inode, (uint64_t)at, parts[part].iov_base, length, "", 0);
        at += (off_t)length;
        written -= (ssize_t)length;
    }
}

/* Writes where the descriptor stands. */
static ssize_t write_noted(int fd, const struct iovec *parts, int count) {
    uint64_t inode;
    if (!is_file(fd, &inode))
        return syscall(SYS_writev, fd, parts, count);
    pthread_mutex_lock(&order);
    ssize_t written = syscall(SYS_writev, fd, parts, count);
    int after = errno;
    if (written > 0)
        note_parts(inode, lseek(fd, 0, SEEK_CUR) - written, parts, count, written);
    errno = after;
    pthread_mutex_unlock(&order);
    return written;
}

/* Writes at a place. */
static ssize_t pwrite_noted(int fd, const struct iovec *parts, int count, off_t at) {
    uint64_t inode;
    if (!is_file(fd, &inode))
        return syscall(SYS_pwritev, fd, parts, count, at, 0);
    pthread_mutex_lock(&order);
    ssize_t written = syscall(SYS_pwritev, fd, parts, count, at, 0);
    int after = errno;
    note_parts(inode, at, parts, count, written);
    errno = after;
    pthread_mutex_unlock(&order);
    return written;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    struct iovec part = {(void *)bytes, length};
    return write_noted(fd, &part, 1);
}
ssize_t writev(int fd, const struct iovec *parts, int count) { return write_noted(fd, parts, count); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    struct iovec part = {(void *)bytes, length};
    return pwrite_noted(fd, &part, 1, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return pwrite(fd, bytes, length, at); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return pwrite_noted(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
    return pwrite_noted(fd, parts, count, at);
}

int ftruncate(int fd, off_t length) {
    uint64_t inode;
    if (!is_file(fd, &inode))
        return (int)syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_ftruncate, fd, length);
    int after = errno;
    if (result == 0)
        note('T', inode, (uint64_t)length, "", 0, "", 0);
    errno = after;
    pthread_mutex_unlock(&order);
    return result;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int truncate(const char *path, off_t length) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    int result = ftruncate(fd, length);
    int after = errno;
    syscall(SYS_close, fd);
    errno = after;
    return result;
}
int truncate64(const char *path, off64_t length) { return truncate(path, length); }

/* ---- refused below the folder ---- */

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *place, size_t length, unsigned flags) {
    uint64_t inode;
    if (!is_file(to, &inode))
        return syscall(SYS_copy_file_range, from, at, to, place, length, flags);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile(int to, int from, off_t *at, size_t length) {
    uint64_t inode;
    if (!is_file(to, &inode))
        return syscall(SYS_sendfile, to, from, at, length);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t length) { return sendfile(to, from, at, length); }
int fallocate(int fd, int mode, off_t at, off_t length) {
    uint64_t inode;
    if (!is_file(fd, &inode))
        return (int)syscall(SYS_fallocate, fd, mode, at, length);
    errno = EOPNOTSUPP;
    return -1;
}
int fallocate64(int fd, int mode, off64_t at, off64_t length) { return fallocate(fd, mode, at, length); }
int posix_fallocate(int fd, off_t at, off_t length) { return fallocate(fd, 0, at, length) == 0 ? 0 : errno; }
int posix_fallocate64(int fd, off64_t at, off64_t length) { return posix_fallocate(fd, at, length); }

/* ---- syncing ---- */

static int sync_noted(int fd, long number) {
    char room[PATH_MAX];
    const char *path = NULL;
    uint64_t inode = 0;
    mode_t kind = opened(fd, &inode, room, &path);
    if (kind == 0)
        return (int)syscall(number, fd);
    pthread_mutex_lock(&order);
    if (kind == S_IFDIR)
        note_path('D', 0, path);
    else
        note('S', inode, 0, "", 0, "", 0);
    pthread_mutex_unlock(&order);
    return 0;
}
int fsync(int fd) { return sync_noted(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_noted(fd, SYS_fdatasync); }

/* ---- names ---- */

int mkdirat(int base, const char *path, mode_t mode) {
    char room[PATH_MAX];
    const char *place = given(base, path, room);
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_mkdirat, base, path, mode);
    int after = errno;
    if (result == 0 && place)
        note_path('M', 0, place);
    errno = after;
    pthread_mutex_unlock(&order);
    return result;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int unlinkat(int base, const char *path, int flags) {
    char room[PATH_MAX];
    const char *place = given(base, path, room);
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_unlinkat, base, path, flags);
    int after = errno;
    if (result == 0 && place)
        note_path('U', 0, place);
    errno = after;
    pthread_mutex_unlock(&order);
    return result;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

/* A name that crosses the border of the folder is noted as a name that came or went on neither side: refused. */
static int two_names(char op, int base, const char *path, int second_base, const char *second, unsigned flags) {
    char room[PATH_MAX], second_room[PATH_MAX];
    const char *place = given(base, path, room);
    const char *second_place = given(second_base, second, second_room);
    if (!place != !second_place) {
        errno = EXDEV;
        return -1;
    }
    pthread_mutex_lock(&order);
    long number = op == 'R' ? SYS_renameat2 : SYS_linkat;
    int result = (int)syscall(number, base, path, second_base, second, flags);
    int after = errno;
    if (result == 0 && place)
        note(op, 0, 0, place, strlen(place), second_place, strlen(second_place));
    errno = after;
    pthread_mutex_unlock(&order);
    return result;
}
int renameat2(int base, const char *path, int second_base, const char *second, unsigned flags) {
    return two_names('R', base, path, second_base, second, flags);
}
int renameat(int base, const char *path, int second_base, const char *second) {
    return two_names('R', base, path, second_base, second, 0);
}
int rename(const char *path, const char *second) { return two_names('R', AT_FDCWD, path, AT_FDCWD, second, 0); }
int linkat(int base, const char *path, int second_base, const char *second, int flags) {
    return two_names('L', base, path, second_base, second, (unsigned)flags);
}
int link(const char *path, const char *second) { return two_names('L', AT_FDCWD, path, AT_FDCWD, second, 0); }
