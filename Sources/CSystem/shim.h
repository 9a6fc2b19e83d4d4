// What System needs of C: the SHA-256 of the system's nettle (one hash is no reason to build a whole cryptography
// library), and a call that Swift does not see.
#ifndef TIDEMARK_CSYSTEM_SHIM_H
#define TIDEMARK_CSYSTEM_SHIM_H

#include <nettle/sha2.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Lets two paths of one file system change places in one step; -1 and errno where that fails.
static inline int csystem_exchange(const char *a, const char *b) {
  const int at_current_folder = -100, exchange = 2;  // AT_FDCWD, RENAME_EXCHANGE
  return (int)syscall(SYS_renameat2, at_current_folder, a, at_current_folder, b, exchange);
}

#endif
