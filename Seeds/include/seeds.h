#pragma once

/// One file of the starter market. The list is in load order: what a file names, an earlier one has defined.
struct tidemark_seed {
  const char *name;            // the file's name without its ending
  const unsigned char *bytes;  // CSV, UTF-8, not NUL-terminated
  unsigned long length;
};

/// The file at a place counted from 0; NULL past the last one.
const struct tidemark_seed *tidemark_seed_at(unsigned long index);
