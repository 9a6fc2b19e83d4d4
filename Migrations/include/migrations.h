#pragma once

/// One step of the schema. Its place in the list, counted from 1, is the `user_version` that it leaves.
struct tidemark_migration {
  const char *name;          // the file's name without its ending
  const unsigned char *sql;  // UTF-8, not NUL-terminated
  unsigned long length;
};

// The size is written out because Swift cannot import an array of unknown size.
extern const struct tidemark_migration tidemark_migrations[1];
extern const unsigned long tidemark_migration_count;
