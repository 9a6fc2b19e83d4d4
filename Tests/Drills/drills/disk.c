// Loaded before the program (LD_PRELOAD): counts the calls that change the disk below DRILL_ROOT, and at the n-th ends
// the process (DRILL_KILL_AT) or lets the call fail (DRILL_FAIL_AT with DRILL_ERRNO; from then on, with
// DRILL_FAIL_ALL). DRILL_LOG gets every call with its bytes, DRILL_COUNT their number.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LONGEST = 4200 };
static long kill_at = -1, fail_at = -1, calls;
static int fail_errno = EIO, fails_on, log_to = -1, is_ready;
static char root[LONGEST];

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text ? atol(text) : otherwise;
}

static void prepare(void) {
  if (is_ready) return;
  is_ready = 1;
  kill_at = number("DRILL_KILL_AT", -1);
  fail_at = number("DRILL_FAIL_AT", -1);
  fail_errno = (int)number("DRILL_ERRNO", EIO);
  fails_on = (int)number("DRILL_FAIL_ALL", 0);
  const char *text = getenv("DRILL_ROOT");
  if (text) snprintf(root, sizeof root, "%s", text);
  text = getenv("DRILL_LOG");
  if (!text) return;
  int made = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  // Out of the way of the numbers that the program counts on.
  if (made >= 0) {
    log_to = fcntl(made, F_DUPFD_CLOEXEC, 900);
    syscall(SYS_close, made);
  }
}

static int is_ours(const char *path) { return !strncmp(path, root, strlen(root)); }

static int path_of(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, LONGEST - 1);
  if (length < 0) return 0;
  path[length] = 0;
  char *deleted = strstr(path, " (deleted)");
  if (deleted) *deleted = 0;
  return is_ours(path);
}

// A path as the log tells it: whole, whether or not there is such a file.
static int whole(const char *given, char *path) {
  if (*given == '/') snprintf(path, LONGEST, "%s", given);
  else {
    if (!getcwd(path, LONGEST)) return 0;
    size_t length = strlen(path);
    snprintf(path + length, LONGEST - length, "/%s", given);
  }
  return is_ours(path);
}

static void put(const void *bytes, size_t length) {
  for (size_t done = 0; done < length;) {
    long written = syscall(SYS_write, log_to, (const char *)bytes + done, length - done);
    if (written <= 0) return;
    done += (size_t)written;
  }
}

static void tell(char kind, const char *path, const char *other, long long offset, const void *bytes, size_t length) {
  if (log_to < 0) return;
  char head[2 * LONGEST + 80];
  put(head, (size_t)snprintf(head, sizeof head, "%c\t%s\t%s\t%lld\t%zu\n", kind, path, other, offset, length));
  if (bytes) put(bytes, length);
}

// Whether the call must fail; errno says how.
static int strikes(void) {
  calls++;
  if (calls == kill_at) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (fail_at < 0 || (calls != fail_at && !(fails_on && calls > fail_at))) return 0;
  errno = fail_errno;
  return 1;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t length, off64_t offset) {
  char path[LONGEST];
  prepare();
  if (path_of(descriptor, path)) {
    if (strikes()) return -1;
    tell('W', path, "", offset, bytes, length);
  }
  return syscall(SYS_pwrite64, descriptor, bytes, length, offset);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t length, off_t offset) {
  return pwrite64(descriptor, bytes, length, offset);
}
ssize_t write(int descriptor, const void *bytes, size_t length) {
  char path[LONGEST];
  prepare();
  if (descriptor == 1 || descriptor == 2) tell('E', "", "", 0, bytes, length);
  else if (path_of(descriptor, path)) {
    if (strikes()) return -1;
    off_t offset = lseek(descriptor, 0, SEEK_CUR);
    tell('W', path, "", offset < 0 ? 0 : offset, bytes, length);
  }
  return syscall(SYS_write, descriptor, bytes, length);
}
static int synced(int descriptor, long call) {
  char path[LONGEST];
  prepare();
  if (path_of(descriptor, path)) {
    if (strikes()) return -1;
    tell('S', path, "", 0, 0, 0);
  }
  return (int)syscall(call, descriptor);
}
int fsync(int descriptor) { return synced(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return synced(descriptor, SYS_fdatasync); }
int ftruncate64(int descriptor, off64_t length) {
  char path[LONGEST];
  prepare();
  if (path_of(descriptor, path)) {
    if (strikes()) return -1;
    tell('T', path, "", length, 0, 0);
  }
  return (int)syscall(SYS_ftruncate, descriptor, length);
}
int ftruncate(int descriptor, off_t length) { return ftruncate64(descriptor, length); }

static int named(char kind, const char *a, const char *b, long call) {
  char path[LONGEST], other[LONGEST] = "";
  prepare();
  if (whole(a, path) && (!b || whole(b, other))) {
    if (strikes()) return -1;
    struct stat info;
    if (!lstat(path, &info) || kind == 'M') tell(kind, path, other, 0, 0, 0);
  }
  return (int)(b ? syscall(call, a, b) : kind == 'M' ? syscall(call, a, 0755) : syscall(call, a));
}
int unlink(const char *path) { return named('U', path, 0, SYS_unlink); }
int rmdir(const char *path) { return named('D', path, 0, SYS_rmdir); }
int rename(const char *a, const char *b) { return named('R', a, b, SYS_rename); }
int link(const char *a, const char *b) { return named('L', a, b, SYS_link); }
int mkdir(const char *path, mode_t mode) { (void)mode; return named('M', path, 0, SYS_mkdir); }

static int opened(const char *given, int flags, mode_t mode) {
  char path[LONGEST];
  struct stat info;
  prepare();
  int makes = flags & O_CREAT && whole(given, path) && lstat(path, &info);
  if (makes && strikes()) return -1;
  int descriptor = (int)syscall(SYS_openat, AT_FDCWD, given, flags, mode);
  if (makes && descriptor >= 0) tell('C', path, "", 0, 0, 0);
  return descriptor;
}
#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    mode_t mode = 0; \
    if (flags & O_CREAT) { \
      va_list rest; \
      va_start(rest, flags); \
      mode = va_arg(rest, mode_t); \
      va_end(rest); \
    } \
    return opened(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

__attribute__((destructor)) static void finish(void) {
  const char *path = getenv("DRILL_COUNT");
  if (!path) return;
  char text[32];
  int made = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  syscall(SYS_write, made, text, snprintf(text, sizeof text, "%ld\n", calls));
}
