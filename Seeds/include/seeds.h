#pragma once

/// One file of the starter market. The list is in load order: what a file names, an earlier one has defined.
struct tidemark_seed {
  const char *name;            // the file's name without its ending
  const unsigned char *bytes;  // CSV, UTF-8, not NUL-terminated
  unsigned long length;
};

// Its size is written out because Swift cannot import an array without one; seeds.c does not compile if it is wrong.
extern const struct tidemark_seed tidemark_seeds[10];
extern const unsigned long tidemark_seed_count;
