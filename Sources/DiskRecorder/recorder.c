// Records what a program asks of the disk, in the order in which it asked and was answered. For `LD_PRELOAD`.
//
// Set in the environment of the program:
//   STOCKROOM_RECORD_FOLDER    what lies below this folder is recorded (an absolute path without symbolic links)
//   STOCKROOM_RECORD_LOG       the file that records are appended to, outside of that folder; several processes may share it
//   STOCKROOM_RECORD_KILL_AT   the process is killed (SIGKILL) when it asks for its n-th flush: what it wrote is in the
//                              page cache then, and the flush has not been asked of the disk
//   STOCKROOM_RECORD_KILL_OF    counts flushes of files of this name only
//   STOCKROOM_RECORD_KILL_BELOW counts only writes that are flushed with the call and begin before this offset
//   STOCKROOM_RECORD_FULL_FROM, STOCKROOM_RECORD_FULL_COUNT
//                              so many writes to data.mdb, from that one on, find a full disk (ENOSPC)
//
// A record, little-endian:
//   | 4 bytes of the record · 1 kind · 1 stage · 2 flags · 8 call · 8 inode · 8 offset or size · 8 length or result ·
//   | 2 bytes of path · 2 bytes of the other path · 4 bytes of data · path · other path · data |
// Each is appended with one write to a file opened with O_APPEND, so the order of records is an order of events: a
// record of a beginning stands before anything that the call did, one of an end behind it. Names are given and taken
// away in a moment: those calls have one record, behind it. Paths are relative to the folder.
//
// System calls are made directly, so that nothing here comes back to itself. A memory map that could change a file, and
// calls that are not understood, are recorded by their name: whoever reads the log refuses it then.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
    kind_write = 1,
    kind_resize = 2,
    kind_extend = 3,
    kind_flush = 4,
    kind_create = 5,
    kind_make_folder = 6,
    kind_rename = 7,
    kind_remove = 8,
    kind_not_understood = 9,
    kind_killed = 10,
};
enum stage { stage_begin = 1, stage_end = 2, stage_whole = 3 };
enum flag { flag_zeros = 1, flag_durable = 2, flag_folder = 4 };

struct record {
    uint32_t bytes;
    uint8_t kind;
    uint8_t stage;
    uint16_t flags;
    uint64_t call;
    uint64_t inode;
    int64_t offset;
    int64_t length;
    uint16_t path_bytes;
    uint16_t other_bytes;
    uint32_t data_bytes;
} __attribute__((packed));

static char folder[PATH_MAX];
static size_t folder_bytes;
static int log_file = -1;
static long kill_at = 0, kill_below = 0, full_from = 0, full_count = 0;
static const char *kill_of = NULL;
static atomic_long flushes, data_writes;
static atomic_uint_fast64_t calls;
// Held for reading by every call that is recorded, for writing by the one that ends the process: then no call is under way
// of which nobody could say later whether it happened.
static pthread_rwlock_t under_way = PTHREAD_RWLOCK_INITIALIZER;

static long number(const char *name) {
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("STOCKROOM_RECORD_FOLDER"), *log = getenv("STOCKROOM_RECORD_LOG");
    if (!where || !log || strlen(where) >= sizeof folder) return;
    strcpy(folder, where);
    folder_bytes = strlen(folder);
    kill_at = number("STOCKROOM_RECORD_KILL_AT");
    kill_below = number("STOCKROOM_RECORD_KILL_BELOW");
    kill_of = getenv("STOCKROOM_RECORD_KILL_OF");
    full_from = number("STOCKROOM_RECORD_FULL_FROM");
    full_count = number("STOCKROOM_RECORD_FULL_COUNT");
    log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log_file < 0) abort();
}

// MARK: The log

static int is_zeros(const struct iovec *parts, int count) {
    for (int part = 0; part < count; part++) {
        const char *bytes = parts[part].iov_base;
        size_t size = parts[part].iov_len;
        if (size > 0 && (bytes[0] != 0 || memcmp(bytes, bytes + 1, size - 1) != 0)) return 0;
    }
    return 1;
}

static void append(struct record record, const char *path, const char *other, const struct iovec *data, int count) {
    struct iovec parts[3 + IOV_MAX];
    record.path_bytes = path ? (uint16_t)strlen(path) : 0;
    record.other_bytes = other ? (uint16_t)strlen(other) : 0;
    int used = 0;
    parts[used++] = (struct iovec){&record, sizeof record};
    if (record.path_bytes) parts[used++] = (struct iovec){(void *)path, record.path_bytes};
    if (record.other_bytes) parts[used++] = (struct iovec){(void *)other, record.other_bytes};
    record.data_bytes = 0;
    if (!(record.flags & flag_zeros)) {
        for (int part = 0; part < count && used < IOV_MAX; part++) {
            record.data_bytes += (uint32_t)data[part].iov_len;
            if (data[part].iov_len) parts[used++] = data[part];
        }
    }
    record.bytes = (uint32_t)sizeof record + record.path_bytes + record.other_bytes + record.data_bytes;
    int kept = errno;
    // Half a record is worse than none.
    if (syscall(SYS_writev, log_file, parts, used) != (long)record.bytes) abort();
    errno = kept;
}

static uint64_t next_call(void) { return (uint64_t)getpid() << 32 | (atomic_fetch_add(&calls, 1) & 0xffffffff); }

// MARK: What is recorded

/// The part of a path behind the folder, or NULL when it lies elsewhere; "" is the folder itself.
static const char *inside(const char *path) {
    if (log_file < 0 || strncmp(path, folder, folder_bytes) != 0) return NULL;
    if (path[folder_bytes] == 0) return path + folder_bytes;
    return path[folder_bytes] == '/' ? path + folder_bytes + 1 : NULL;
}

/// Whether an open file is recorded: fills in what it is, and its path as it is now.
static int is_recorded(int file, struct stat *about, char path[PATH_MAX]) {
    if (log_file < 0 || file < 0) return 0;
    int kept = errno, found = 0;
    if (fstat(file, about) == 0 && (S_ISREG(about->st_mode) || S_ISDIR(about->st_mode))) {
        char link[64];
        char *end = link + sizeof link - 1;
        *end = 0;
        // Without the C library's formatting, which may ask for memory.
        unsigned left = (unsigned)file;
        do { *--end = (char)('0' + left % 10); } while (left /= 10);
        static const char before[] = "/proc/self/fd/";
        end -= sizeof before - 1;
        memcpy(end, before, sizeof before - 1);
        ssize_t size = readlink(end, path, PATH_MAX - 1);
        if (size > 0) {
            path[size] = 0;
            const char *rest = inside(path);
            if (rest) {
                memmove(path, rest, strlen(rest) + 1);
                found = 1;
            }
        }
    }
    errno = kept;
    return found;
}

/// Where a name stands, with the folder's links followed and its own not; 0 when that is elsewhere.
static int is_name_recorded(int at, const char *path, char result[PATH_MAX]) {
    if (log_file < 0 || !path) return 0;
    int kept = errno, found = 0;
    char whole[PATH_MAX * 2], real[PATH_MAX];
    whole[0] = 0;
    if (path[0] != '/') {
        if (at == AT_FDCWD) {
            if (!getcwd(whole, PATH_MAX)) goto end;
        } else {
            struct stat about;
            char relative[PATH_MAX];
            if (!is_recorded(at, &about, relative)) goto end;
            strcpy(whole, folder);
            if (relative[0]) strcat(strcat(whole, "/"), relative);
        }
        strcat(whole, "/");
    }
    if (strlen(path) >= PATH_MAX) goto end;
    strcat(whole, path);
    for (size_t size = strlen(whole); size > 1 && whole[size - 1] == '/'; size--) whole[size - 1] = 0;
    char *slash = strrchr(whole, '/');
    if (!slash) goto end;
    *slash = 0;
    if (!realpath(slash == whole ? "/" : whole, real)) goto end;
    if (strlen(real) + strlen(slash + 1) + 2 > PATH_MAX) goto end;
    if (strcmp(real, "/") != 0) strcat(real, "/");
    strcat(real, slash + 1);
    const char *rest = inside(real);
    if (!rest) goto end;
    strcpy(result, rest);
    found = 1;
end:
    errno = kept;
    return found;
}

static void not_understood(const char *name, const char *path) {
    append((struct record){.kind = kind_not_understood, .stage = stage_whole, .call = next_call()}, name, path, NULL, 0);
}

static void refuse_descriptor(const char *name, int file) {
    struct stat about;
    char path[PATH_MAX];
    if (is_recorded(file, &about, path)) not_understood(name, path);
}

// MARK: The end of the process

/// Whether this is the flush at which the process ends; then it holds the lock, and no call is under way.
static int is_last_flush(const char *path, off_t offset) {
    const char *slash = strrchr(path, '/');
    if (kill_of && strcmp(slash ? slash + 1 : path, kill_of) != 0) return 0;
    if (kill_below > 0 && (offset < 0 || offset >= kill_below)) return 0;
    if (kill_at <= 0 || atomic_fetch_add(&flushes, 1) + 1 != kill_at) return 0;
    pthread_rwlock_wrlock(&under_way);
    return 1;
}

__attribute__((noreturn)) static void end_process(void) {
    append((struct record){.kind = kind_killed, .stage = stage_whole, .call = next_call()}, NULL, NULL, NULL, 0);
    for (;;) {
        kill(getpid(), SIGKILL);
        pause();
    }
}

// MARK: Writing

static ssize_t write_parts(int file, const struct iovec *parts, int count, off_t offset, int is_at_offset) {
    struct stat about;
    char path[PATH_MAX];
    if (!is_recorded(file, &about, path) || !S_ISREG(about.st_mode)) {
        return is_at_offset ? syscall(SYS_pwritev, file, parts, count, (long)offset, 0L)
                            : syscall(SYS_writev, file, parts, count);
    }
    int flags = fcntl(file, F_GETFL);
    off_t place = offset;
    if (!is_at_offset) place = (flags & O_APPEND) ? about.st_size : lseek(file, 0, SEEK_CUR);
    size_t size = 0;
    for (int part = 0; part < count; part++) size += parts[part].iov_len;
    const char *name = strrchr(path, '/');
    // Its two first pages are there from the beginning, and are written in place.
    if (full_count > 0 && place >= 2 * 4096 && strcmp(name ? name + 1 : path, "data.mdb") == 0) {
        long written = atomic_fetch_add(&data_writes, 1) + 1;
        if (written >= full_from && written < full_from + full_count) {
            errno = ENOSPC;
            return -1;
        }
    }
    struct record record = {.kind = kind_write, .stage = stage_begin, .call = next_call(), .inode = about.st_ino,
        .offset = place, .length = (int64_t)size};
    if (is_zeros(parts, count)) record.flags |= flag_zeros;
    int is_durable = (flags & O_DSYNC) != 0;
    if (is_durable && is_last_flush(path, place)) {
        // As if the process ended within the call: its bytes are in the page cache, and not on the disk.
        char link[64] = "/proc/self/fd/";
        char digits[16], *end = digits + sizeof digits - 1;
        *end = 0;
        unsigned left = (unsigned)file;
        do { *--end = (char)('0' + left % 10); } while (left /= 10);
        strcat(link, end);
        int plain = (int)syscall(SYS_openat, AT_FDCWD, link, O_WRONLY | O_CLOEXEC, 0);
        append(record, path, NULL, parts, count);
        record.stage = stage_end;
        record.length = syscall(SYS_pwritev, plain, parts, count, (long)place, 0L);
        append(record, NULL, NULL, NULL, 0);
        end_process();
    }
    pthread_rwlock_rdlock(&under_way);
    if (is_durable) record.flags |= flag_durable;
    append(record, path, NULL, parts, count);
    ssize_t result = is_at_offset ? syscall(SYS_pwritev, file, parts, count, (long)offset, 0L)
                                  : syscall(SYS_writev, file, parts, count);
    int kept = errno;
    record.stage = stage_end;
    record.length = result;
    append(record, NULL, NULL, NULL, 0);
    pthread_rwlock_unlock(&under_way);
    errno = kept;
    return result;
}

ssize_t write(int file, const void *bytes, size_t size) {
    struct iovec part = {(void *)bytes, size};
    if (log_file < 0) return syscall(SYS_write, file, bytes, size);
    return write_parts(file, &part, 1, 0, 0);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
    struct iovec part = {(void *)bytes, size};
    return write_parts(file, &part, 1, offset, 1);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) { return pwrite(file, bytes, size, offset); }

ssize_t writev(int file, const struct iovec *parts, int count) { return write_parts(file, parts, count, 0, 0); }

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
    return write_parts(file, parts, count, offset, 1);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset) {
    return write_parts(file, parts, count, offset, 1);
}

// MARK: Sizes

static int resize(int file, off_t size, enum kind kind, int mode) {
    struct stat about;
    char path[PATH_MAX];
    int recorded = is_recorded(file, &about, path);
    if (recorded && kind == kind_extend && mode != 0) not_understood("fallocate", path);
    struct record record = {.kind = kind, .stage = stage_begin, .call = next_call(), .inode = recorded ? about.st_ino : 0,
        .offset = size};
    if (recorded) {
        pthread_rwlock_rdlock(&under_way);
        append(record, path, NULL, NULL, 0);
    }
    long result = kind == kind_resize ? syscall(SYS_ftruncate, file, size) : syscall(SYS_fallocate, file, mode, 0L, size);
    if (recorded) {
        int kept = errno;
        record.stage = stage_end;
        record.length = result;
        append(record, NULL, NULL, NULL, 0);
        pthread_rwlock_unlock(&under_way);
        errno = kept;
    }
    return (int)result;
}

int ftruncate(int file, off_t size) { return resize(file, size, kind_resize, 0); }
int ftruncate64(int file, off64_t size) { return resize(file, size, kind_resize, 0); }
int fallocate(int file, int mode, off_t offset, off_t size) { return resize(file, offset + size, kind_extend, mode); }
int fallocate64(int file, int mode, off64_t offset, off64_t size) { return fallocate(file, mode, offset, size); }
int posix_fallocate(int file, off_t offset, off_t size) {
    int kept = errno;
    int result = fallocate(file, 0, offset, size) == 0 ? 0 : errno;
    errno = kept;
    return result;
}
int posix_fallocate64(int file, off64_t offset, off64_t size) { return posix_fallocate(file, offset, size); }

int truncate(const char *path, off_t size) {
    char name[PATH_MAX];
    if (is_name_recorded(AT_FDCWD, path, name)) not_understood("truncate", name);
    return (int)syscall(SYS_truncate, path, size);
}
int truncate64(const char *path, off64_t size) { return truncate(path, size); }

// MARK: Flushing

static int flush(int file, long call) {
    struct stat about;
    char path[PATH_MAX];
    if (!is_recorded(file, &about, path)) return (int)syscall(call, file);
    struct record record = {.kind = kind_flush, .stage = stage_begin, .call = next_call(), .inode = about.st_ino};
    if (S_ISDIR(about.st_mode)) record.flags |= flag_folder;
    if (is_last_flush(path, -1)) {
        append(record, path, NULL, NULL, 0);
        end_process();
    }
    pthread_rwlock_rdlock(&under_way);
    append(record, path, NULL, NULL, 0);
    long result = syscall(call, file);
    int kept = errno;
    record.stage = stage_end;
    record.length = result;
    append(record, NULL, NULL, NULL, 0);
    pthread_rwlock_unlock(&under_way);
    errno = kept;
    return (int)result;
}

int fsync(int file) { return flush(file, SYS_fsync); }
int fdatasync(int file) { return flush(file, SYS_fdatasync); }

// MARK: Names

static int open_file(int at, const char *path, int flags, mode_t mode) {
    char name[PATH_MAX];
    int recorded = (flags & (O_CREAT | O_TRUNC)) && is_name_recorded(at, path, name);
    if (!recorded) return (int)syscall(SYS_openat, at, path, flags, mode);
    pthread_rwlock_rdlock(&under_way);
    struct stat about;
    int kept = errno;
    int was_there = fstatat(at, path, &about, 0) == 0;
    errno = kept;
    int file = (int)syscall(SYS_openat, at, path, flags, mode);
    kept = errno;
    if (file >= 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
        struct record record = {.kind = kind_create, .stage = stage_whole, .call = next_call(), .inode = about.st_ino};
        if (!was_there) {
            append(record, name, NULL, NULL, 0);
        } else if (flags & O_TRUNC) {
            record.kind = kind_resize;
            append(record, name, NULL, NULL, 0);
        }
    }
    pthread_rwlock_unlock(&under_way);
    errno = kept;
    return file;
}

static mode_t mode_of(int flags, va_list *rest) {
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? (mode_t)va_arg(*rest, int) : 0;
}

#define OPENING(name, parameters, at)                                                                                  \
    int name parameters {                                                                                              \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = mode_of(flags, &rest);                                                                           \
        va_end(rest);                                                                                                  \
        return open_file(at, path, flags, mode);                                                                       \
    }
OPENING(open, (const char *path, int flags, ...), AT_FDCWD)
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD)
OPENING(openat, (int at, const char *path, int flags, ...), at)
OPENING(openat64, (int at, const char *path, int flags, ...), at)
int creat(const char *path, mode_t mode) { return open_file(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

static int name_change(enum kind kind, int at, const char *path, int other_at, const char *other, long argument) {
    char name[PATH_MAX], other_name[PATH_MAX];
    int recorded = is_name_recorded(at, path, name);
    int other_recorded = other && is_name_recorded(other_at, other, other_name);
    if (other && recorded != other_recorded) not_understood("rename over the border of the folder", path);
    recorded = recorded || other_recorded;
    if (recorded) pthread_rwlock_rdlock(&under_way);
    long result;
    switch (kind) {
    case kind_make_folder: result = syscall(SYS_mkdirat, at, path, (mode_t)argument); break;
    case kind_remove: result = syscall(SYS_unlinkat, at, path, (int)argument); break;
    default: result = syscall(SYS_renameat2, at, path, other_at, other, (unsigned)argument); break;
    }
    int kept = errno;
    if (recorded) {
        if (result == 0) {
            append((struct record){.kind = kind, .stage = stage_whole, .call = next_call()}, name,
                other_recorded ? other_name : NULL, NULL, 0);
        }
        pthread_rwlock_unlock(&under_way);
    }
    errno = kept;
    return (int)result;
}

int mkdir(const char *path, mode_t mode) { return name_change(kind_make_folder, AT_FDCWD, path, 0, NULL, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return name_change(kind_make_folder, at, path, 0, NULL, mode); }
int unlink(const char *path) { return name_change(kind_remove, AT_FDCWD, path, 0, NULL, 0); }
int unlinkat(int at, const char *path, int flags) { return name_change(kind_remove, at, path, 0, NULL, flags); }
int rmdir(const char *path) { return name_change(kind_remove, AT_FDCWD, path, 0, NULL, AT_REMOVEDIR); }
int remove(const char *path) {
    int result = unlink(path);
    return result < 0 && (errno == EISDIR || errno == EPERM) ? rmdir(path) : result;
}
int rename(const char *path, const char *other) {
    return name_change(kind_rename, AT_FDCWD, path, AT_FDCWD, other, 0);
}
int renameat(int at, const char *path, int other_at, const char *other) {
    return name_change(kind_rename, at, path, other_at, other, 0);
}
int renameat2(int at, const char *path, int other_at, const char *other, unsigned flags) {
    return name_change(kind_rename, at, path, other_at, other, flags);
}

// MARK: What is not understood

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset) {
    if ((protection & PROT_WRITE) && (flags & MAP_SHARED) && file >= 0) refuse_descriptor("mmap", file);
    return (void *)syscall(SYS_mmap, address, size, protection, flags, file, offset);
}
void *mmap64(void *address, size_t size, int protection, int flags, int file, off64_t offset) {
    return mmap(address, size, protection, flags, file, offset);
}

int link(const char *path, const char *other) {
    char name[PATH_MAX];
    if (is_name_recorded(AT_FDCWD, other, name)) not_understood("link", name);
    return (int)syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, other, 0);
}
int linkat(int at, const char *path, int other_at, const char *other, int flags) {
    char name[PATH_MAX];
    if (is_name_recorded(other_at, other, name)) not_understood("linkat", name);
    return (int)syscall(SYS_linkat, at, path, other_at, other, flags);
}
int symlink(const char *target, const char *path) {
    char name[PATH_MAX];
    if (is_name_recorded(AT_FDCWD, path, name)) not_understood("symlink", name);
    return (int)syscall(SYS_symlinkat, target, AT_FDCWD, path);
}
ssize_t pwritev2(int file, const struct iovec *parts, int count, off_t offset, int flags) {
    if (flags == 0 && offset >= 0) return write_parts(file, parts, count, offset, 1);
    refuse_descriptor("pwritev2", file);
    return syscall(SYS_pwritev2, file, parts, count, (long)offset, 0L, flags);
}
ssize_t pwritev64v2(int file, const struct iovec *parts, int count, off64_t offset, int flags) {
    return pwritev2(file, parts, count, offset, flags);
}
ssize_t copy_file_range(int file, off64_t *offset, int other, off64_t *other_offset, size_t size, unsigned flags) {
    refuse_descriptor("copy_file_range", other);
    return syscall(SYS_copy_file_range, file, offset, other, other_offset, size, flags);
}
ssize_t sendfile(int to, int from, off_t *offset, size_t size) {
    refuse_descriptor("sendfile", to);
    return syscall(SYS_sendfile, to, from, offset, size);
}
ssize_t sendfile64(int to, int from, off64_t *offset, size_t size) { return sendfile(to, from, offset, size); }
// Starts writing without making anything durable, which may happen at any time anyway.
int sync_file_range(int file, off64_t offset, off64_t size, unsigned flags) {
    return (int)syscall(SYS_sync_file_range, file, offset, size, flags);
}
