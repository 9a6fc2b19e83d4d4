#pragma once

/// One step of the schema. Its place in the list, counted from 1, is the `user_version` that it leaves.
struct tidemark_migration {
  const char *name;          // the file's name without its ending
  const unsigned char *sql;  // UTF-8, not NUL-terminated
  unsigned long length;
};

/// The step at a place counted from 0; NULL past the last one. A function, since the size of a list would have to be
/// written here once more, and a step beyond a forgotten size would be dropped without a word.
const struct tidemark_migration *tidemark_migration_at(unsigned long index);
